import { dirname, resolve } from "node:path";
import type { Delegate, Include } from "./delegate.ts";

/**
 * https://taskfile.dev: go-task. The shape of `--list-all --json` is that of its `internal/editors/output.go`; without `--no-status` it
 * would run the `status:` commands of every task, only to say which are up to date.
 */
export const task: Delegate = {
  tool: "task",
  nixPackage: "go-task",
  includes,
  question: ({ file }) => ["task", "--taskfile", file, "--list-all", "--json", "--no-status"],
  recipes: (answer, { file }) =>
    (JSON.parse(answer) as Listing).tasks.flatMap(({ name, desc, aliases, location }) =>
      [name, ...(aliases ?? [])].map((each) => ({
        name: each,
        ...(desc === "" ? {} : { doc: desc }),
        file: location?.taskfile ?? file,
        ...(location === undefined ? {} : { line: location.line }),
      })),
    ),
  command: ({ file }, recipe) => ["task", "--taskfile", file, recipe],
  // Without it, task takes them for further tasks and variables.
  beforeArgs: ["--"],
};

/** Internal tasks are not in it. */
interface Listing {
  readonly tasks: readonly {
    readonly name: string;
    readonly desc: string;
    readonly aliases?: readonly string[];
    readonly location?: { readonly line: number; readonly column: number; readonly taskfile: string };
  }[];
}

const NAMES = ["Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml", "Taskfile.dist.yml", "Taskfile.dist.yaml"];

/**
 * What stands under `includes:`, either as `name: ./path` or as `taskfile: ./path` below a name. Read by its lines: what is missed here
 * (paths made of variables, files from the network) only means that a change there is noticed at the next change of a file that is read.
 */
function includes(file: string, text: string): Include[] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^includes:\s*(#.*)?$/.test(line));
  if (start < 0) return [];
  const found: Include[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^[^\s#]/.test(line)) break;
    const path = /^\s+(?:[\w.-]+|"[^"]+"|'[^']+'):\s*["']?([^"'#{}\s]+)["']?\s*(?:#.*)?$/.exec(line)?.[1];
    if (path === undefined || /^(true|false)$/.test(path)) continue;
    for (const name of /\.ya?ml$/.test(path) ? [path] : NAMES.map((each) => `${path}/${each}`)) {
      found.push({ file: resolve(dirname(file), name), name, optional: true });
    }
  }
  return found;
}
