#!/usr/bin/env bash
# What comes before the tests. Tools are fetched and unpacked while the source is checked and built: the one waits for the network, the other computes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install-test-tools.sh &
tools=$!
status=0
{ npm run -s check && npm run -s build; } || status=$?
wait "$tools"
exit "$status"
