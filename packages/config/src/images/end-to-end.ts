/**
 * Starts a compose project, tests it, and takes it down again with its volumes, whatever came of it. Arguments: the project's name, the compose file, the
 * command of compose, `--`, and the command that tests where no container does.
 *
 * A container that tests is started when its own `depends_on` holds; its exit code is that of all. Signals reach compose too, which is told to wait less
 * for containers than we are waited for.
 */
export const END_TO_END = `name=$1 file=$2
shift 2
compose=()
while [ "$1" != -- ]; do compose+=("$1"); shift; done
shift
# Two checkouts have a project each.
sum=$(cksum <<<"$PWD")
compose+=(--project-name "$name-e2e-\${sum%% *}" --file "$file")
finish() {
  local code=$?
  trap '' INT TERM HUP
  if [ $code -ne 0 ] && [ $code -lt 129 ]; then "\${compose[@]}" logs --no-color --tail 100 || true; fi
  "\${compose[@]}" down --volumes --remove-orphans --timeout 2 || [ $code -ne 0 ] || code=1
  exit $code
}
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
tests=
for service in $("\${compose[@]}" config --services); do
  case $service in tests | test | e2e) tests=$service ;; esac
done
if [ -z "$tests" ] && [ $# -eq 0 ]; then
  echo "$file has no service tests, test or e2e, and package.json no script test:e2e" >&2
  exit 1
fi
trap finish EXIT
"\${compose[@]}" build
if [ -n "$tests" ]; then
  "\${compose[@]}" up --detach --timeout 2 --scale "$tests=0"
  "\${compose[@]}" run --no-TTY "$tests"
else
  "\${compose[@]}" up --detach --timeout 2 --wait
  "$@"
fi`;

/** The compose file of a folder that is meant to be like production. */
export function composeFileIn(names: readonly string[]): string | undefined {
  const files = names.filter((name) => /\.ya?ml$/.test(name));
  return USUAL.find((name) => files.includes(name)) ?? (files.length === 1 ? files[0] : undefined);
}

const USUAL = ["compose", "docker-compose", "compose.prod", "docker-compose.prod", "compose.test", "docker-compose.test"].flatMap(
  (name) => [`${name}.yaml`, `${name}.yml`],
);
