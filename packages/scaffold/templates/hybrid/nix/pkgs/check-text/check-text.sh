# shellcheck shell=bash
# check-text FILE...: blanks at line ends, missing last newlines and marks of a merge that was not finished.
# Ends with 1 where it finds any.
set -eu

status=0
report() {
  printf '%s: %s\n' "$1" "$2" >&2
  status=1
}

for file in "$@"; do
  if ! [ -s "$file" ]; then continue; fi
  if grep -qI '[[:blank:]]$' "$file"; then report "$file" "blanks at the end of a line"; fi
  if grep -qIE '^(<{7}|>{7}) ' "$file"; then report "$file" "marks of a merge"; fi
  if [ -n "$(tail -c 1 "$file" | tr -d '\n')" ]; then report "$file" "no newline at the end"; fi
done
exit "$status"
