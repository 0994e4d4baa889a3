FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq python3 python3-venv && rm -rf /var/lib/apt/lists/*
ARG PHOENIX_VERSION
# pip brings its own certificates; the machine's are in the base image.
RUN python3 -m venv /phoenix \
 && PIP_CERT=/etc/ssl/certs/ca-certificates.crt /phoenix/bin/pip install --no-cache-dir "arize-phoenix==$PHOENIX_VERSION"
ENV PYTHONUNBUFFERED=1
EXPOSE 4317 6006
CMD ["/phoenix/bin/phoenix", "serve"]
