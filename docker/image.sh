#!/usr/bin/env bash
# docker/image.sh NAME — makes sure the engine has this image: keeps the one it has, else pulls it, else builds it
# from a recipe of ours. Safe to run twice at a time.
set -euo pipefail
cd "$(dirname "$0")"
. ./step.sh

image=$1
# How long a registry may take until it answers at all. The download after that takes the time it takes.
registry_answer_seconds=${REGISTRY_ANSWER_SECONDS:-15}

present() { docker image inspect "$image" >/dev/null 2>&1; }

# `docker pull` says "Pulling from" as soon as the registry has answered with the image's manifest.
pull() {
  local log pid tenths
  log=$(mktemp "$work/pull.XXXXXX")
  docker pull "$image" >"$log" 2>&1 &
  pid=$!
  for ((tenths = 0; tenths < registry_answer_seconds * 10; tenths++)); do
    if ! kill -0 "$pid" 2>/dev/null || grep -q 'Pulling from' "$log"; then break; fi
    sleep 0.1
  done
  grep -q 'Pulling from' "$log" || kill "$pid" 2>/dev/null || true
  wait "$pid" || true
  cat "$log"
  rm -f "$log"
  present
}

# A recipe makes one version; its image would be a lie under another tag.
recipe() {
  case $image in
    debian:bookworm-slim) echo debian ;;
    node:24-bookworm-slim) echo node ;;
    otel/opentelemetry-collector-contrib:*) echo collector ;;
    jaegertracing/jaeger:2.13.0) echo jaeger ;;
    arizephoenix/phoenix:version-*) echo phoenix ;;
    *) return 1 ;;
  esac
}

if present; then
  printf '%-48s kept\n' "$image"
  exit 0
fi

# Two recipes may need the same base at once: the second waits here and then finds it made.
exec 9>"$work/${image//[\/:]/_}.lock"
flock 9
if present; then exit 0; fi

# Not through `step`: that no registry answers is no failure yet, only the reason to build.
started=$SECONDS
if pull >"$work/log/pull_${image//[\/:]/_}.log" 2>&1; then
  printf '%-48s %4d s, pulled\n' "$image" $((SECONDS - started))
elif name=$(recipe); then
  step "$image" "./recipes/$name.sh" "$image"
else
  tail -n 3 "$work/log/pull_${image//[\/:]/_}.log" >&2
  echo "$image can neither be pulled nor is there a recipe for it under docker/recipes." >&2
  exit 1
fi
