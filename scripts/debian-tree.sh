#!/usr/bin/env bash
# Makes build/debian, once: the smallest Debian that systemd boots, for the tests of system containers. Remove the
# directory for a newer one.
set -euo pipefail
cd "$(dirname "$0")/.."
tree=build/debian
[ -e "$tree/.made" ] && exit
command -v debootstrap >/dev/null || { echo 'debootstrap is not installed' >&2; exit 1; }
fresh=$tree.new
rm -rf "$fresh" "$tree"
mkdir -p "$fresh"
# From where this host has its own packages: CI and development machines have their mirrors set up.
mirror=$(apt-cache policy bash 2>/dev/null | grep -o 'https\?://[^ ]*' | grep -v security | head -1) || true
mirror=${mirror:-http://deb.debian.org/debian}
if ! debootstrap --variant=minbase --include=systemd-sysv,dbus,iproute2 bookworm "$fresh" "$mirror" >"$fresh.log" 2>&1; then
  echo "debootstrap failed: $(tail -1 "$fresh.log")" >&2
  exit 1
fi
# A package that is not there yet, for apt to install without a network: it must not know of another place for it.
(cd "$fresh/opt" && apt-get download -qq hello >/dev/null && mv hello*.deb hello.deb)
rm -rf "$fresh"/var/{cache/apt/archives/*.deb,lib/apt/lists/*} "$fresh"/usr/share/{doc,man,locale,info}/*
# Each container is a machine of its own.
: >"$fresh/etc/machine-id"
touch "$fresh/.made"
mv "$fresh" "$tree"
