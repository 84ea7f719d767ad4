#!/usr/bin/env bash
# Sums orders by month: reads "DATE,SKU,CENTS" lines, writes "MONTH ORDERS TOTAL" in order of time.
set -euo pipefail

main() {
  local -A orders=() cents=()
  local number=0 date sku amount month
  while IFS=, read -r date sku amount || [ -n "$date" ]; do
    number=$((number + 1))
    [ "$number" -gt 1 ] || continue
    [[ $date =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ && $amount =~ ^[0-9]+$ ]] || refuse "$number" "$date,$sku,$amount"
    month=${date%-*}
    orders[$month]=$((${orders[$month]:-0} + 1))
    cents[$month]=$((${cents[$month]:-0} + amount))
  done
  for month in "${!orders[@]}"; do
    printf '%s %d %d.%02d\n' "$month" "${orders[$month]}" $((cents[$month] / 100)) $((cents[$month] % 100))
  done | sort
}

refuse() {
  echo "sales-report: line $1 is not DATE,SKU,CENTS: $2" >&2
  exit 1
}

main
