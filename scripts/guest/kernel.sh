#!/usr/bin/env bash
# Fetches Debian's cloud kernel into build/guest/kernel, once. It is unpacked, never installed: no boot loader and no
# module directory of this host changes.
set -euo pipefail
cd "$(dirname "$0")/../.."
kernel=build/guest/kernel
[ -e "$kernel/version" ] && exit

# The package of that name is empty and depends on the one of the current version.
current() {
  { apt-cache depends linux-image-cloud-amd64 2>/dev/null || true; } | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p'
}
fresh=$kernel.new
rm -rf "$fresh" "$kernel"
mkdir -p "$fresh"
# Package lists that are missing or older than the mirror name a file that is not there.
for update in no yes; do
  [ $update = no ] || apt-get update -qq >&2
  package=$(current)
  [ -n "$package" ] && (cd "$fresh" && apt-get download -qq "$package" >&2) && break
done
[ -n "$(ls "$fresh")" ] || { echo 'no kernel: apt-get cannot download linux-image-cloud-amd64' >&2; exit 1; }
dpkg -x "$fresh"/*.deb "$fresh"
rm "$fresh"/*.deb
version=$(ls "$fresh/lib/modules")
# What modprobe of the guest reads; the package leaves making it to its installation.
busybox depmod -b "$fresh" "$version"
echo "$version" >"$fresh/version"
mv "$fresh" "$kernel"
