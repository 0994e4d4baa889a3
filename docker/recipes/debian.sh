#!/usr/bin/env bash
# debian:bookworm-slim from Debian's packages: the base of the other recipes.
set -euo pipefail
. "$(dirname "$0")/../step.sh"

image=$1
root=$(mktemp -d "$work/debian.XXXXXX")
trap 'rm -rf "$root"' EXIT

if ! command -v debootstrap >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends debootstrap
fi

# The mirror that this machine's own apt uses for its own release.
# shellcheck disable=SC1091
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
# shellcheck disable=SC2016 # apt-get fills these in, not the shell
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Release: $codename" | head -n 1)

debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror"

# A machine behind a proxy with a certificate of its own can only build images that trust it too.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*

# Docker's own image leaves out of later installs what would only be deleted again.
printf 'path-exclude /usr/share/%s/*\n' doc man locale >"$root/etc/dpkg/dpkg.cfg.d/slim"
printf 'APT::Install-Recommends "false";\n' >"$root/etc/apt/apt.conf.d/slim"

tar -C "$root" -c . | docker import --change 'CMD ["bash"]' - "$image"
