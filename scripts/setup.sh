#!/usr/bin/env bash
# Installs what is missing and builds what is stale. Quick when there is nothing to do.
#   scripts/setup.sh [--tests]   with --tests also what only the tests need
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(cmake g++ iproute2 nftables procps iputils-ping busybox-static)
[ "${1:-}" = --tests ] && packages+=(clang-format qemu-system-x86 e2fsprogs cpio debootstrap openssh-client)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]} …"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Its examples and tools are what ours are held against. Tests that miss it say so.
if [ "${1:-}" = --tests ] && ! command -v lxc-start >/dev/null; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends lxc >/dev/null 2>&1 || echo 'The package lxc cannot be installed.'
fi

# For containers that run it: the host's own is neither started now nor at the next boot.
install_sshd() {
  local policy=/usr/sbin/policy-rc.d mine=
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && mine=1; }
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openssh-server >/dev/null 2>&1 ||
    echo 'The package openssh-server cannot be installed.'
  update-rc.d ssh disable >/dev/null 2>&1 || true
  [ -z "$mine" ] || rm -f "$policy"
}
if [ "${1:-}" = --tests ] && ! command -v sshd >/dev/null; then install_sshd; fi

if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error # builds everything
else
  npm run --silent build
fi
