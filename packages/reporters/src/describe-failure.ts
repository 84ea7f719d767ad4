import { type Failure, type Place, WORKSPACE_SERVICE } from "@nix-repo/model";
import { paramsWording } from "./describe-params.ts";
import { displayPath, displayPlace } from "./display-path.ts";
import { engineWording } from "./engine-wording.ts";
import { paletteOf } from "./palette.ts";
import { renderDiagnostics } from "./render-diagnostics.ts";
import { serverWording } from "./server-wording.ts";
import { plainLine } from "./text-width.ts";
import type { Wording } from "./wording.ts";
import type { WordingContext } from "./wording-context.ts";

/**
 * A failure in the words that people read, as it is printed to stderr: what is wrong and where, the nearest right thing, and what to do next.
 * One line where that suffices. Without a closing line break.
 */
export function describeFailure(failure: Failure, context: WordingContext): string {
  if (failure.code === "file-invalid") return renderDiagnostics(failure.diagnostics, context);
  return `${paletteOf(context.colour).bad("repo:")} ${failureText(failure, context)}`;
}

/** The same words without the `repo:` in front: for text that stands below a task's line, and for JSON. */
export function failureText(failure: Failure, context: WordingContext): string {
  if (failure.code === "file-invalid") return renderDiagnostics(failure.diagnostics, context);
  const { at, sentence, below = [] } = wordingOf(failure, context.root);
  const place = at === undefined ? "" : `${displayPlace(at, context.root)}: `;
  return [place + sentence, ...below.map((line) => `  ${line}`.trimEnd())].join("\n");
}

function wordingOf(failure: Exclude<Failure, { code: "file-invalid" }>, root: string | undefined): Wording {
  switch (failure.code) {
    case "usage":
      return { sentence: failure.message, below: failure.hint === undefined ? [] : [`try: ${failure.hint}`] };

    case "workspace-not-found":
      return {
        sentence: `there is no services.config.ts (.js, .json, .yaml) in ${failure.from} or above it`,
        below: ["change into a repository that has one, or let repo init write one at the root of this one"],
      };

    case "file-unreadable":
      return { at: failure.place, sentence: `cannot be loaded: ${firstLine(failure.reason)}`, below: laterLines(failure.reason) };

    case "version-unsupported":
      return {
        at: failure.place,
        sentence: `this workspace requires repo ${failure.requires}, and this is repo ${failure.version}; install a version that it accepts`,
      };

    case "unknown-service":
      return {
        sentence: `there is no service "${failure.name}"${didYouMean(failure.nearest)} (${countOfServices(failure.count)})`,
        below: failure.asArgument === undefined ? [] : [`to pass it to the command: ${failure.asArgument}`],
      };

    case "unknown-verb": {
      const who = failure.service === WORKSPACE_SERVICE ? "the workspace" : failure.service;
      const rest = failure.verbs.length === 0 ? "nothing defines any verb there" : listed(failure.verbs, "repo list");
      return { sentence: `${who} has no verb "${failure.verb}"${didYouMean(failure.nearest)} (${rest})` };
    }

    case "params-invalid":
      return paramsWording(failure.verb, failure.mistakes);

    case "nothing-selected":
      return { sentence: `${failure.what} selects nothing (repo list shows what there is)` };

    case "folder-missing":
      return {
        at: failure.place,
        sentence: `the folder of service "${failure.service}" does not exist: ${displayPath(failure.folder, root)}; create it, or correct its path`,
      };

    case "dependency-cycle":
      return cycleWording(failure.tasks, failure.places, root);

    case "nix-missing":
      return {
        sentence: "there is no nix on the PATH, and the tools of every service come from it",
        below: ["install Nix (https://nixos.org/download), or use this machine's own tools: --provider host"],
      };

    case "host-refused-in-ci":
      return {
        sentence: "CI is set, and there this machine's own tools are used only where asked for by name",
        below: ["install Nix on the runner, or pass --provider host"],
      };

    case "shell-missing": {
      const none = `nothing; add devShells.<system>.${failure.shell} to it`;
      return {
        at: failure.place,
        sentence: `the flake ${displayPath(failure.flake, root)} has no devShell "${failure.shell}"${didYouMean(failure.nearest)}`,
        below: [failure.available.length === 0 ? `it has ${none}` : listed(failure.available, "nix flake show")],
      };
    }

    case "nix-failed": {
      const log = failure.log === undefined ? [] : [`its trace: ${displayPath(failure.log, root)}`];
      const { untracked } = failure;
      const path = untracked === undefined ? "" : displayPath(untracked, root);
      const command = /^[\w./+@%=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
      const hint =
        untracked === undefined ? [] : [`git does not track ${path}, and a flake sees only what git tracks: git add -N ${command}`];
      return { sentence: `Nix cannot give the environment ${failure.installable}`, below: [...quoted(failure.message), ...hint, ...log] };
    }

    case "hook-failed":
      return {
        sentence: `the shellHook of the devShell ${failure.shell} failed with exit ${failure.exitCode}`,
        below: [...quoted(lastLines(failure.output, HOOK_LINES)), "correct the hook in the flake; no task of this shell can start before"],
      };

    case "command-not-found":
      return commandNotFoundWording(failure);

    case "start-failed": {
      const who = failure.task === undefined ? "" : `${failure.task}: `;
      return { sentence: `${who}the system cannot start ${displayPath(failure.file, root)}: ${failure.reason}` };
    }

    case "variable-not-passed":
      return {
        sentence: `${failure.task}: ${failure.variable} is set in your environment, but a task whose result may be kept sees only what it declares`,
        below: ["name it under env (its value then decides whether a result is kept) or under passEnv (it then decides nothing)"],
      };

    case "undeclared-use":
      return undeclaredUseWording(failure);

    case "host-tool-missing":
      return {
        sentence: `${failure.task}: hostTools names "${failure.tool}", which is not on your PATH; install it, or add it to the devShell instead`,
      };

    case "delegate-tool-missing":
      if (failure.shell === "host")
        return { sentence: `${displayPath(failure.file, root)} needs "${failure.tool}", which is not on this machine's PATH; install it` };
      return {
        sentence: `${displayPath(failure.file, root)} needs "${failure.tool}", which the devShell ${failure.shell} does not have`,
        below: [`add pkgs.${failure.nixPackage} to ${failure.shell}`],
      };

    case "tool-missing":
      return {
        sentence: `${displayPath(failure.file, root)} is read by "${failure.tool}", which is not on the PATH`,
        below: [`install it, or run this in a shell that has it: nix shell nixpkgs#${failure.nixPackage}`],
      };

    case "delegate-failed":
      return { sentence: `${failure.tool} cannot read ${displayPath(failure.file, root)}`, below: quoted(failure.message) };

    case "engine-missing":
    case "engine-gone":
    case "engine-silent":
    case "engine-garbled":
    case "engine-disk-full":
    case "engine-interrupted":
    case "engine-failed":
    case "container-port-taken":
    case "image-unavailable":
    case "container-missing":
    case "container-ended":
    case "container-unhealthy":
    case "container-not-ready":
      return engineWording(failure);

    case "needed-not-ready":
      if (failure.units.length === 0) return { sentence: "stopped before what is needed was ready" };
      return {
        sentence: "what is needed did not get ready",
        below: [...failure.units.map(({ unit, state }) => `${unit}: ${plainLine(state)}`), "its output is in .repo/up/logs"],
      };

    case "git-missing":
      return { sentence: "there is no git on the PATH, and it tells what changed; install it" };

    case "git-failed":
      return { sentence: `${failure.command} failed`, below: quoted(failure.message) };

    case "base-unknown":
      return {
        sentence: `there is no commit ${plainLine(failure.base)} to compare with`,
        below: [...quoted(failure.message ?? ""), "name a branch, tag or commit that git knows: --affected=origin/main"],
      };

    case "history-missing":
      return historyMissingWording(failure);

    case "repository-missing":
      return { sentence: `there is no git repository in ${failure.from} or above it`, below: ["git init makes one"] };

    case "file-left":
      return fileLeftWording(displayPath(failure.file, root), failure.why);

    case "edit-by-hand":
      return {
        at: failure.place,
        sentence: `left as it is: ${failure.why}`,
        below: ["to add by hand:", ...failure.add.split("\n").map((line) => `  ${line}`)],
      };

    case "not-new":
      return severalWording("the service cannot be made", failure.mistakes);

    case "template-invalid":
      return severalWording(`${displayPath(failure.file, root)} cannot be used`, failure.mistakes);

    case "file-not-written":
      return { sentence: `${displayPath(failure.file, root)} cannot be written: ${failure.reason}` };

    case "hook-left":
      return hookLeftWording(displayPath(failure.file, root), failure);

    case "hooks-shared":
      return {
        sentence: `git looks for hooks in ${failure.folder} (core.hooksPath), where other repositories look as well`,
        below: ['to give this one its own: git config core.hooksPath "$(git rev-parse --path-format=absolute --git-common-dir)/hooks"'],
      };
    case "unknown-unit":
    case "server-folder-unsafe":
    case "server-socket-failed":
    case "server-other-version":
    case "server-other-workspace":
    case "server-silent":
    case "server-unreachable":
    case "server-lost":
    case "server-ending":
    case "server-not-started":
    case "units-left":
      return serverWording(failure, root);
  }
}

function fileLeftWording(file: string, why: Extract<Failure, { code: "file-left" }>["why"]): Wording {
  switch (why) {
    case "edited":
      return { sentence: `${file} was edited by hand, and is left as it is`, below: ["--force writes it anew, without these edits"] };
    case "foreign":
      return { sentence: `${file} was not written by repo, and is left as it is`, below: ["--force writes ours in its place"] };
    case "unasked":
      return { sentence: `${file} is there already, and there is nobody to ask`, below: ["--yes brings it up to date"] };
    case "changed":
      return { sentence: `${file} has changed meanwhile, and is left as it is`, below: ["run it again"] };
  }
}

/** One on the same line, several below it. */
function severalWording(what: string, mistakes: readonly string[]): Wording {
  const [only, ...more] = mistakes;
  return only !== undefined && more.length === 0 ? { sentence: `${what}: ${only}` } : { sentence: `${what}:`, below: mistakes };
}

function hookLeftWording(file: string, { why, call }: Extract<Failure, { code: "hook-left" }>): Wording {
  if (why === "edited")
    return { sentence: `${file} was edited by hand, and is left as it is`, below: ["--force does without these edits"] };
  return {
    sentence: `${file} is a hook that repo did not write, and is left as it is`,
    below: [`to have both, add this line to it: ${call} || exit 1`, "or let ours call it first: repo hooks install --force"],
  };
}

function commandNotFoundWording(failure: Extract<Failure, { code: "command-not-found" }>): Wording {
  const { command, shell, onHost, keepable } = failure;
  const who = failure.task === undefined ? "" : `${failure.task}: `;
  if (failure.installedBy !== undefined) {
    const sentence = `${who}there is no command "${command}": the packages that package.json names are not installed`;
    return { sentence, below: [`try: ${failure.installedBy}`] };
  }
  if (shell === "host") return { sentence: `${who}there is no command "${command}" on this machine's PATH; install it` };
  const missing = `${who}there is no command "${command}" in the devShell ${shell}`;
  if (onHost === undefined) return { sentence: `${missing}, nor elsewhere on your PATH; add its package to ${shell}` };
  if (!keepable) return { sentence: `${missing}, though your PATH has ${onHost}; add its package to ${shell}` };
  return {
    sentence: missing,
    below: [
      `your PATH has ${onHost}, but a task whose result may be kept sees only its devShell`,
      `add it to ${shell}, or name it under hostTools: ["${command}"]`,
    ],
  };
}

function undeclaredUseWording({ task, failed, how, read, written, removed }: Extract<Failure, { code: "undeclared-use" }>): Wording {
  const lines = [
    ...read.map((path) => `reads    ${path}`),
    ...written.map((path) => `writes   ${path}`),
    ...removed.map((path) => `removes  ${path}`),
  ];
  const shown = lines.slice(0, MOST_USES);
  const others = lines.length - shown.length;
  const sentence = failed
    ? how === "copy"
      ? `${task}: it failed where nothing was but what it declares; does it read more? (with strace on your PATH it would be named)`
      : `${task}: it failed, and used what it does not declare`
    : `${task}: it used what it does not declare, so that a kept result may be wrong; list it under inputs or outputs`;
  return { sentence, below: [...shown, ...(others === 0 ? [] : [`and ${others} more`])] };
}

const MOST_USES = 20;

function historyMissingWording({ base, engine, message }: Extract<Failure, { code: "history-missing" }>): Wording {
  const why = message === undefined ? ["fetching it was not allowed"] : ["fetching it failed:", ...quoted(message)];
  return {
    sentence: `this clone is shallow, and what would tell what changed since ${plainLine(base)} is missing`,
    below: [...why, ...DEEPER[engine ?? "none"]],
  };
}

/** What makes a clone whole. */
const DEEPER = {
  github: ["let the checkout take all of it:", "  - uses: actions/checkout@v4", "    with:", "      fetch-depth: 0"],
  gitlab: ["let the job take all of it:", "  variables:", '    GIT_DEPTH: "0"'],
  buildkite: ["fetch the rest: git fetch --unshallow"],
  none: ["fetch the rest: git fetch --unshallow"],
} as const;

function cycleWording(tasks: readonly string[], places: readonly (readonly Place[])[], root: string | undefined): Wording {
  const [first] = tasks;
  const circle = first !== undefined && tasks.at(-1) !== first ? [...tasks, first] : [...tasks];
  const edges = circle.slice(1).map((needed, i) => ({ text: `${circle[i]} needs ${needed}`, places: places[i] ?? [] }));
  const shown = edges.map(({ text, places }) => [...places.map((place) => displayPlace(place, root)), text].join(": "));
  return { sentence: `these tasks wait for each other: ${circle.join(" -> ")}`, below: [...shown, "remove one of these dependencies"] };
}

function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}

function countOfServices(count: number): string {
  if (count === 0) return "the registry has none yet";
  return count === 1 ? "repo list shows the only one" : `repo list shows all ${count}`;
}

/** All names where they are few; else only where to find them. */
function listed(names: readonly string[], command: string): string {
  return names.length <= MANY ? `it has ${[...names].sort().join(", ")}` : `${command} shows all ${names.length}`;
}

const MANY = 12;
const HOOK_LINES = 12;

/** Text of another program, set in below our own. */
function quoted(text: string): string[] {
  return linesOf(text).map((line) => `  ${line}`);
}

function firstLine(text: string): string {
  return linesOf(text)[0] ?? "";
}

function laterLines(text: string): string[] {
  return linesOf(text).slice(1);
}

function lastLines(text: string, count: number): string {
  return linesOf(text).slice(-count).join("\n");
}

function linesOf(text: string): string[] {
  const whole = text.trim();
  return whole === "" ? [] : whole.split(/\r?\n/).map(plainLine);
}
