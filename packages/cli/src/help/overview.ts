import type { Io } from "../io.ts";
import { columns } from "./columns.ts";

const RUN: readonly (readonly [string, string])[] = [
  ["repo VERB [service…]", "run a verb: dev, test, build, lint, or one of your own"],
  ["repo run TASK…", "run tasks by name: web:build, //:fmt"],
  ["repo exec SERVICE -- CMD", "any command in a service's devShell"],
  ["repo shell [SERVICE]", "your own shell in a devShell"],
  ["repo up [SERVICE…]", "services and what they need, kept alive until Ctrl-C"],
  ["repo status [SERVICE…]", "how that stands which repo up runs"],
  ["repo restart SERVICE…", "some of it ends and starts again"],
  ["repo stop SERVICE…", "some of it ends, and what needs that"],
  ["repo down", "the end of all of it, also of what a killed one left"],
  ["repo ci [plan|merge]", "lint, test and build what a change affects; on several machines"],
];

const LOOK: readonly (readonly [string, string])[] = [
  ["repo list", "services, folders, shells, verbs"],
  ["repo affected [--why]", "the services that a change affects"],
  ["repo graph [SERVICE|TASK…]", "what depends on what, as a tree, for mermaid or Graphviz"],
  ["repo explain TASK", "what would run, who says so, in which environment"],
  ["repo runs [show [N]]", "what was run here, and what came of it"],
  ["repo logs [TASK] [--run N]", "the output of a task, as it was"],
  ["repo env status|refresh|prune|export", "the kept environments; into shells, direnv and CI"],
  ["repo cache status|gc|clear|verify", "the store of results that need not be made again"],
];

const SET_UP: readonly (readonly [string, string])[] = [
  ["repo init [--ci github]", "the registry of a repository; workflows for GitHub Actions"],
  ["repo new FOLDER --stack NAME", "a new service: folder, registry entry, devShell"],
  ["repo import justfile|taskfile|turbo|…", "a registry out of another tool's file"],
  ["repo setup [--yes|--ci]", "get this machine ready for the workspace"],
  ["repo doctor", "what is wrong with the machine or the workspace, and what mends it"],
  ["repo config print|validate|schema|editor", "the registry, its mistakes; what editors read of it"],
  ["repo hooks install|uninstall|status", "lint what is staged before each commit"],
  ["repo completion bash|zsh|fish", "a completion script"],
];

const OPTIONS: readonly (readonly [string, string])[] = [
  ["-C, --cwd DIR", "work as if started there"],
  ["--provider nix|host", "where tools come from; nix wherever there is Nix"],
  ["--color, --no-color", "colours on or off"],
  ["-v, --verbose", "say more of what happens"],
  ["-V, --version", "print the version"],
];

/** What `repo` and `repo --help` print. */
export async function overview({ version }: Io): Promise<string> {
  return [
    `repo ${version}: the chores of a Nix monorepo, each in its devShell`,
    `run\n${columns(RUN)}`,
    `look\n${columns(LOOK)}`,
    `set up\n${columns(SET_UP)}`,
    `options\n${columns(OPTIONS)}`,
    "repo COMMAND --help shows a command's options and examples. Exit codes: 0 well, 1 a task failed (one task: its own code),\n2 usage or configuration, 3 no environment, 128+n on a signal.",
    "",
  ].join("\n\n");
}
