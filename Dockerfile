# One image per service, from one build. The steps that download depend on manifests and the lock file alone, so a
# change of source reinstalls nothing. No BuildKit features: Debian's engine builds this too.

FROM node:24-bookworm-slim AS base
WORKDIR /app
ENV NPM_CONFIG_AUDIT=false NPM_CONFIG_FUND=false NPM_CONFIG_UPDATE_NOTIFIER=false

# Every workspace's package.json in its place. This stage is run again for each change, but what comes out of it is
# then the same, and the steps that copy it stay in the cache.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete && chmod -R a+rX .

FROM base AS install
COPY --from=manifests /app .
# The root pins Node.js by npm for machines with another one; the base image has it already.
RUN npm ci && rm -rf node_modules/node-linux-* node_modules/.bin/node

# What each service needs to run, and no more. npm finds the packages in the cache that the step above left.
FROM install AS dspy-server-modules
RUN npm ci --prefer-offline --omit=dev --workspace services/dspy-server --workspace examples/my-rag

FROM install AS trace-viewer-modules
RUN npm ci --prefer-offline --omit=dev --workspace services/trace-viewer

FROM install AS demo-lm-modules
RUN npm ci --prefer-offline --omit=dev --workspace services/demo-lm

FROM install AS build
COPY . .
RUN npm run build && chmod -R a+rX examples services

# Code belongs to root and is run by `node`: a service cannot change itself. It is all taken from the build, where anyone
# may read it: a checkout under a strict umask keeps its files to their owner.
FROM base AS dspy-server
ENV NODE_ENV=production
COPY --from=dspy-server-modules /app .
COPY --from=build /app/packages/dspy/dist packages/dspy/dist
COPY --from=build /app/packages/openinference-instrumentation-dspy/dist packages/openinference-instrumentation-dspy/dist
COPY --from=build /app/services/dspy-server/dist services/dspy-server/dist
COPY --from=build /app/services/dspy-server/bin services/dspy-server/bin
RUN ln -s /app/services/dspy-server/bin/dspy-cli.js /usr/local/bin/dspy-cli
COPY --from=build /app/examples examples
USER node
EXPOSE 8000
CMD ["dspy-cli", "serve", "--host", "0.0.0.0", "--port", "8000", "--no-reload", "--no-logs", "--no-save-openapi"]

FROM base AS trace-viewer
ENV NODE_ENV=production
COPY --from=trace-viewer-modules /app .
COPY --from=build /app/services/trace-viewer/dist services/trace-viewer/dist
COPY --from=build /app/services/trace-viewer/bin services/trace-viewer/bin
COPY --from=build /app/services/trace-viewer/server/store/sql services/trace-viewer/server/store/sql
# A new volume takes over the owner of the folder it is mounted on.
RUN ln -s /app/services/trace-viewer/bin/dspy-viewer.js /usr/local/bin/dspy-viewer && install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 4317 4318
CMD ["dspy-viewer", "--host", "0.0.0.0", "--port", "4318", "--grpc-port", "4317", "--data", "/data"]

FROM base AS demo-lm
ENV NODE_ENV=production
COPY --from=demo-lm-modules /app .
COPY --from=build /app/services/demo-lm/dist services/demo-lm/dist
COPY --from=build /app/services/demo-lm/bin services/demo-lm/bin
RUN ln -s /app/services/demo-lm/bin/demo-lm.js /usr/local/bin/demo-lm
USER node
EXPOSE 8080
CMD ["demo-lm", "--host", "0.0.0.0", "--port", "8080"]
