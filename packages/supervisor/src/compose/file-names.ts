/**
 * The files that `docker compose` takes in a folder when it is told none: the first of each list.
 * Source: compose-go, cli/options.go.
 * @param names the names in the folder
 */
export function composeFilesAmong(names: ReadonlySet<string>): string[] {
  const main = MAIN.find((name) => names.has(name));
  if (main === undefined) return [];
  const override = OVERRIDES.find((name) => names.has(name));
  return override === undefined ? [main] : [main, override];
}

const MAIN = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];
