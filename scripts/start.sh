#!/usr/bin/env bash
# Sets everything up, brings the example up and shows it.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
compose() { echo; echo "\$ lxc-compose $*"; bin/lxc-compose -f lxc-compose.yaml.example "$@"; }
compose plan
compose up --wait --timeout 60s
compose ps
compose exec -T client -- ping -c 1 web
echo
echo "The example is up. To take it down: bin/lxc-compose -f lxc-compose.yaml.example down"
