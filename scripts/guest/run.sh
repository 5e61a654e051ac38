#!/usr/bin/env bash
# Builds what is stale, makes the guest and boots it; what its checks say goes to stdout.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ ! -e build/native/Release/lxc-monitor ] || [ ! -e dist/loader.cjs ] ||
  [ -n "$(find src schemas -newer dist/loader.cjs -type f -print -quit)" ]; then
  npm run --silent build >&2
fi
bash scripts/guest/kernel.sh
node_modules/.bin/esbuild test/guest/scenario/main.ts --bundle --platform=node --format=esm --target=node20 \
  --outfile=build/guest/scenario.mjs --log-level=warning
bash scripts/guest/image.sh build/guest/scenario.mjs
bash scripts/guest/debian.sh >&2
exec bash scripts/guest/boot.sh
