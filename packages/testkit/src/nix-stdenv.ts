/**
 * About 200 bash functions, 100 KB together, in the manner of nixpkgs' stdenv and its setup hooks: locals, arrays, quoting,
 * here documents, case statements, nested braces. What they would do does not matter; every one must parse.
 */
export function realisticFunctions(): string {
  const parts: string[] = [];
  for (let index = 0; index < 200; index++) parts.push(functionSource(index));
  return parts.join("\n");
}

function functionSource(index: number): string {
  const body = BODIES[index % BODIES.length] ?? "";
  return `${NAMES[index % NAMES.length]}${index}() {\n${body.replaceAll("@", String(index))}\n}\n`;
}

const NAMES = ["addFlags", "fixup", "patch", "_wrap", "compile", "audit-", "strip", "install"];

const BODIES = [
  `  local -a flags=() files=("$@")
  local file prefix="\${prefix-/out}" quoted='it'"'"'s "@" \${not} expanded'
  for file in "\${files[@]+"\${files[@]}"}"; do
    if [[ -e "$file" && ! -L "$file" && "$file" =~ ^(.*)/lib([^/]*)\\.so\\.([0-9]+)$ ]]; then
      flags+=("-L\${BASH_REMATCH[1]}" "-l\${BASH_REMATCH[2]%%.*}")
    elif [[ -d "$file" ]]; then
      while IFS= read -r -d '' entry; do flags+=("$prefix/\${entry##*/}"); done < <(find "$file" -type f -print0)
    fi
  done
  printf '%s\\0' "\${flags[@]+"\${flags[@]}"}" "$quoted"`,
  `  local output="\${1:-out}" phase="\${2:-install@}"
  case "$phase" in
    install* | fixup*)
      if [ -n "\${dontStrip-}" ]; then return 0; fi
      ;;
    check[0-9] | *test*) { echo "running $phase"; } >&2 ;;
    *)
      cat <<-EOF >&2
	unknown phase \\"$phase\\" for \${output^^}
	  { "json": "@", 'single': \\\`tick\\\` }
	EOF
      return 1
      ;;
  esac
  declare -gA seen@
  seen@["$output"]=$((\${seen@["$output"]:-0} + 1))
  (( \${seen@["$output"]} > 1 )) || echo "first time for $output"`,
  `  local -n ref@="\${1:-PATH}"
  local IFS=: element i=0
  local -A unique=()
  for element in $ref@; do
    [[ -n "$element" ]] || continue
    if [[ -z "\${unique["$element"]-}" ]]; then unique["$element"]=$((++i)); fi
  done
  awk -v n=@ 'BEGIN { printf "{%d}\\n", n } { gsub(/[{}]/, ""); print $1 "\\t" $2 }' <<<"\${!unique[*]}" | sort -u |
    sed -e "s|@out@|\${out-}|g" -e 's/\\$[{]\\([a-z]*\\)[}]/<\\1>/g'
  unset -n ref@`,
  `  trap 'rm -rf "$tmp@"' RETURN
  local tmp@ status=0
  tmp@=$(mktemp -d) || return
  ( set -e
    cd "$tmp@"
    tar xf "\${src:?}" --strip-components="\${strip:-1}" || { status=$?; echo "cannot unpack (@): $status" >&2; exit "$status"; }
    for patch in \${patches-}; do
      case "$patch" in
        *.gz) gzip -d <"$patch" ;;
        *.xz) xz -d <"$patch" ;;
        *) cat "$patch" ;;
      esac | patch -p1 \${patchFlags-}
    done
  )
  inner@() { local x="\${1@Q}"; echo "{ $x }"; }
  inner@ "$status"`,
];
