#!/usr/bin/env bash
# arizephoenix/phoenix from PyPI, where the page is part of the package.
set -euo pipefail
cd "$(dirname "$0")"
. ../step.sh

image=$1
../image.sh debian:bookworm-slim
context=$(mktemp -d "$work/phoenix.XXXXXX")
trap 'rm -rf "$context"' EXIT
docker build --build-arg "PHOENIX_VERSION=${image##*:version-}" --tag "$image" --file phoenix.Dockerfile "$context"
