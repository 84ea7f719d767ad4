#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
check() {
  if [ "$2" = "$3" ]; then
    echo "ok: $1"
  else
    printf 'FAILED: %s\n  expected: %q\n  received: %q\n' "$1" "$2" "$3"
    failed=1
  fi
}

digest() { printf '%s\n' "$@" | bash log-digest.sh; }

check "counts by kind of status" $'requests 3\n2xx 2\n5xx 1\nslowest GET /a 9 ms' "$(digest 'GET /a 200 9' 'GET /b 201 3' 'POST /c 503 4')"
check "the first of two equally slow paths" $'requests 2\n2xx 2\nslowest GET /a 9 ms' "$(digest 'GET /a 200 9' 'GET /b 200 9')"
check "passes over lines that are no requests" "requests 0" "$(digest 'starting up' 'GET /a OK 9')"
exit "$failed"
