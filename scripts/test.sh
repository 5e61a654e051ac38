#!/usr/bin/env bash
# Installs, builds, checks and runs every test; the last line counts them.
set -uo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh --tests || { echo '0 passed, 1 failed'; exit 1; }

passed=0 failed=0
check() { # a check that counts as one test
  local name=$1; shift
  if "$@"; then passed=$((passed + 1)); else echo "FAILED: $name"; failed=$((failed + 1)); fi
}
suite() { # a folder of uvu tests
  local name=$1 log; shift
  log=$(mktemp)
  npx tsx node_modules/uvu/bin.js "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]} total good
  total=$(sed -nE 's/^ *Total: +([0-9]+).*/\1/p' "$log" | tail -1)
  good=$(sed -nE 's/^ *Passed: +([0-9]+).*/\1/p' "$log" | tail -1)
  rm -f "$log"
  passed=$((passed + ${good:-0})) failed=$((failed + ${total:-0} - ${good:-0}))
  # A suite that crashed, or ran nothing, is a failure even when nothing was counted as one.
  if [ "$code" -ne 0 ] && [ "${total:-0}" -eq "${good:-0}" ] || [ -z "$total" ]; then
    echo "FAILED: the suite $name ended with status $code"
    failed=$((failed + 1))
  fi
}

check types npx tsc --noEmit
check lint npm run --silent lint
suite pure test '\.test\.ts$' -i kernel -i guest -i reliability
suite kernel test/kernel '\.test\.ts$'
suite reliability test/reliability '\.test\.ts$'
suite guest test/guest '\.test\.ts$'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
