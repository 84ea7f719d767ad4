#!/usr/bin/env bash
# Says what an access log holds: reads "METHOD PATH STATUS MILLISECONDS" lines, writes counts by kind of status and the slowest path.
set -euo pipefail

main() {
  local -A count=()
  local method path status ms slowest="" slowest_ms=-1 total=0
  while read -r method path status ms; do
    [[ $status =~ ^[1-5][0-9][0-9]$ && $ms =~ ^[0-9]+$ ]] || continue
    total=$((total + 1))
    count[${status:0:1}xx]=$((${count[${status:0:1}xx]:-0} + 1))
    if [ "$ms" -gt "$slowest_ms" ]; then slowest="$method $path" slowest_ms=$ms; fi
  done
  echo "requests $total"
  for kind in 2xx 3xx 4xx 5xx; do
    [ -z "${count[$kind]:-}" ] || echo "$kind ${count[$kind]}"
  done
  [ "$total" -eq 0 ] || echo "slowest $slowest $slowest_ms ms"
}

main
