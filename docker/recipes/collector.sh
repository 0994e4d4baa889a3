#!/usr/bin/env bash
# otel/opentelemetry-collector-contrib with the Collector's own builder, from Go modules. The components are those in
# collector-builder.yaml, not all two hundred of the public image.
set -euo pipefail
cd "$(dirname "$0")"
. ../step.sh
. ../go-command.sh

image=$1
version=${image##*:}
recipe=$PWD
grep -q "version: $version\$" collector-builder.yaml || {
  echo "docker/recipes/collector-builder.yaml is not for $version: raise the versions in it together with the tag."
  exit 1
}

builder="$work/bin/otel-builder-$version"
go_command "go.opentelemetry.io/collector/cmd/builder@v$version" go.opentelemetry.io/collector/cmd/builder "$builder"

context=$(mktemp -d "$work/collector.XXXXXX")
trap 'rm -rf "$context"' EXIT
cp /etc/ssl/certs/ca-certificates.crt "$context"
# The builder writes its sources and the binary to the current folder, as the manifest says.
cd "$context"
CGO_ENABLED=0 GOFLAGS=-buildvcs=false GONOSUMDB='*' "$builder" --config "$recipe/collector-builder.yaml" --ldflags '-s -w'
docker build --tag "$image" --file "$recipe/collector.Dockerfile" .
