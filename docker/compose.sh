#!/usr/bin/env bash
# Makes `docker compose` work: builds Compose v2 from its Go module where the Docker client has no such plugin.
set -euo pipefail
. "$(dirname "$0")/step.sh"
. "$(dirname "$0")/go-command.sh"

version=v2.40.3

install_compose() {
  local plugins=${DOCKER_CONFIG:-$HOME/.docker}/cli-plugins
  go_command "github.com/docker/compose/v2@$version" github.com/docker/compose/v2/cmd "$work/bin/docker-compose" \
    "-X github.com/docker/compose/v2/internal.Version=$version" \
    && install -D "$work/bin/docker-compose" "$plugins/docker-compose"
}

docker compose version >/dev/null 2>&1 || step "build Compose $version" install_compose
docker compose version
