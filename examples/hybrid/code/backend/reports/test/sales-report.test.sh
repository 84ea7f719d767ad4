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

report() { printf 'date,sku,cents\n%s\n' "$1" | bash sales-report.sh 2>&1; }

check "sums a month" "2026-01 2 30.05" "$(report $'2026-01-01,A,1000\n2026-01-31,B,2005')"
check "months in order of time" $'2025-12 1 0.01\n2026-01 1 0.02' "$(report $'2026-01-01,A,2\n2025-12-31,A,1')"
check "no orders, no lines" "" "$(printf 'date,sku,cents\n' | bash sales-report.sh)"
check "a last line without newline counts" "2026-01 1 0.07" "$(printf 'date,sku,cents\n2026-01-01,A,7' | bash sales-report.sh)"
check "names the line that is wrong" "sales-report: line 2 is not DATE,SKU,CENTS: yesterday,A,1" "$(report yesterday,A,1 || true)"
exit "$failed"
