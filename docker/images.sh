#!/usr/bin/env bash
# Makes sure the engine has every public image that docker-compose.yml and the Dockerfile name, so that
# `docker compose up` works where no image registry answers, too. Needs an engine (docker/engine.sh).
set -euo pipefail
cd "$(dirname "$0")"
. ./step.sh

# Images of our own carry the project's prefix: Compose builds those from the Dockerfile.
named() {
  awk '$1 == "image:" && $2 !~ /^dspy-otel\// { print $2 }' ../docker-compose.yml
  awk '$1 == "FROM" { stages[$4] = 1; if (!($2 in stages)) print $2 }' ../Dockerfile
}

docker info >/dev/null 2>&1 || {
  echo 'No Docker engine answers. On Debian, docker/engine.sh installs and starts one.' >&2
  exit 1
}

# All at once: compiling keeps the cores busy while the others wait for downloads.
failed=0
started=$SECONDS
pids=()
images=()
for image in $(named | sort -u); do
  ./image.sh "$image" &
  pids+=($!)
  images+=("$image")
done
for i in "${!pids[@]}"; do
  wait "${pids[$i]}" || {
    echo "No image ${images[$i]}." >&2
    failed=1
  }
done
printf '%-48s %4d s\n' 'all images' $((SECONDS - started))
exit "$failed"
