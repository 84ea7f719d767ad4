/**
 * Stands in for go-task, which cannot be had here: its npm package downloads the program when it is installed, and Debian has none.
 * It answers `--list-all --json` in the shape of go-task's `internal/editors/output.go`, from comments in the Taskfile, and otherwise
 * prints how it was called. What it shows is our side of the interface, not go-task's.
 */
export const FAKE_TASK = {
  mode: 0o755,
  content: `#!/usr/bin/env bash
set -eu
if [[ " $* " == *" --list-all "* ]]; then
  [[ $1 == --taskfile ]] || exit 99
  if grep -q BROKEN "$2"; then echo 'task: Failed to parse Taskfile.yml: yaml: line 3' >&2; exit 104; fi
  printf '{"tasks":['
  first=1
  while IFS=: read -r line name; do
    [[ $first == 1 ]] || printf ','
    first=0
    printf '{"name":"%s","task":"%s","desc":"does %s","summary":"","aliases":["%s-alias"],"up_to_date":false,' "$name" "$name" "$name" "$name"
    printf '"location":{"line":%s,"column":3,"taskfile":"%s"}}' "$line" "$2"
  done < <(grep -n '^  [a-z]*:$' "$2" | sed 's/:  /:/; s/:$//')
  printf '],"location":"%s"}\\n' "$2"
  exit 0
fi
printf 'task called with'
printf ' [%s]' "$@"
printf '\\n'
`,
};
