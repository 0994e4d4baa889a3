# The public image stands on Alpine and so has BusyBox, which the health check in docker-compose.yml calls.
FROM debian:bookworm-slim AS busybox
RUN apt-get update -qq && apt-get install -y -qq busybox-static && mkdir -p /root-of-image/bin /root-of-image/tmp \
 && cp /bin/busybox /root-of-image/bin/ && chmod 1777 /root-of-image/tmp \
 && for name in sh wget; do ln -s busybox /root-of-image/bin/$name; done

FROM scratch
COPY --from=busybox /root-of-image /
COPY jaeger-linux /cmd/jaeger/jaeger-linux
ENV JAEGER_LISTEN_HOST=0.0.0.0
EXPOSE 4317 4318 13133 16686
USER 10001
ENTRYPOINT ["/cmd/jaeger/jaeger-linux"]
