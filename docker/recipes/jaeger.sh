#!/usr/bin/env bash
# jaegertracing/jaeger from its Go module. Jaeger 2.13.0 is the same source as the module's v1.76.0, the last tag with
# a version that Go modules accept. Its page is not in the module: the API is complete, the page is a placeholder.
set -euo pipefail
cd "$(dirname "$0")"
. ../step.sh
. ../go-command.sh

image=$1
module_version=v1.76.0
binary="$work/bin/jaeger-$module_version"

go_command "github.com/jaegertracing/jaeger@$module_version" github.com/jaegertracing/jaeger/cmd/jaeger "$binary"
../image.sh debian:bookworm-slim
context=$(mktemp -d "$work/jaeger.XXXXXX")
trap 'rm -rf "$context"' EXIT
cp "$binary" "$context/jaeger-linux"
docker build --tag "$image" --file jaeger.Dockerfile "$context"
