import { findCycle, isSecretName } from "@nix-repo/model";
import { type Carried, type Imported, type NotCarried, type ProcessOptions, type Surroundings, withoutUndefined } from "../imported.ts";
import { isName } from "../names.ts";
import { runOfLines } from "../shell/shell-lines.ts";
import { isObject, listOf, objectOf, type Path, textOf, type YamlFile } from "../yaml-file.ts";
import { readyOf } from "./readiness.ts";

export interface ProcessComposeToImport extends Surroundings {
  readonly yaml: YamlFile;
  /** What the service is called that they become processes of. */
  readonly service: string;
}

type Left = (path: Path, why: string, instead?: string) => void;

/** The processes of one service. https://f1bonacc1.github.io/process-compose/configuration/ */
export function convertProcessCompose({ yaml, service, path, hasFlake }: ProcessComposeToImport): Imported {
  const carried: Carried[] = [];
  const notCarried: NotCarried[] = [];
  const left: Left = (at, why, instead) =>
    notCarried.push({ what: at.join("."), where: yaml.place(at), why, ...(instead === undefined ? {} : { instead }) });

  const project = objectOf(yaml.value);
  for (const key of Object.keys(project)) {
    const why = PROJECT_KEYS[key];
    if (!["version", "name", "processes", "environment", "shell"].includes(key) && !key.startsWith("x-"))
      left([key], why ?? "there is nothing like it here");
  }
  const known = new Set(Object.keys(objectOf(project.processes)).filter(isName));
  const expands = project.disable_env_expansion !== true;
  const shell = shellOf(project.shell);
  const { env, given } = environmentOf(project.environment, { path: ["environment"], left });
  const processes: [string, ProcessOptions][] = [];
  for (const [name, process] of Object.entries(objectOf(project.processes))) {
    const at = ["processes", name];
    if (!isName(name)) left(at, "a process cannot have that name here");
    else if (!isObject(process)) left(at, "expected an object");
    else {
      const options = processOf(process, { path: at, left, known, shell, expands });
      if (options === undefined) continue;
      processes.push([name, options]);
      carried.push({ what: name, as: `repo up ${service}`, where: yaml.place(at) });
    }
  }
  withoutLoops(processes, left);
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
  const config = {
    path: folder,
    ...(hasFlake ? {} : { shell: false as const }),
    ...(given ? { env } : {}),
    processes: Object.fromEntries(processes),
  };
  return { parts: { services: { [service]: config } }, carried, replaced: [], notCarried };
}

/** What waits for itself, or for what is not carried over, would never start. */
function withoutLoops(processes: [string, ProcessOptions][], left: Left): void {
  const nameOf = (dependency: Dependency) => (typeof dependency === "string" ? dependency : dependency.unit);
  const drop = (name: string, on: string, why: string) => {
    left(["processes", name, "depends_on", on], why);
    const entry = processes.find(([each]) => each === name);
    if (entry === undefined) return;
    const { dependsOn = [], ...rest } = entry[1];
    const kept = dependsOn.filter((dependency) => nameOf(dependency) !== on);
    entry[1] = kept.length === 0 ? rest : { ...rest, dependsOn: kept };
  };
  const known = new Set(processes.map(([name]) => name));
  for (const [name, { dependsOn = [] }] of [...processes]) {
    for (const each of dependsOn) {
      const on = nameOf(each);
      const other = processes.find(([found]) => found === on)?.[1].restart;
      const isEndless = (typeof other === "string" ? other : other?.when) === "always";
      if (!known.has(on)) drop(name, on, "that process is not carried over");
      else if (isEndless && typeof each !== "string" && each.until === "completed")
        drop(name, on, "it waits for the end of a process that is started again whenever it ends");
    }
  }
  for (;;) {
    const cycle = findCycle(new Map(processes.map(([name, { dependsOn = [] }]) => [name, { dependsOn: dependsOn.map(nameOf) }])));
    const [first, second = first] = cycle ?? [];
    if (first === undefined || second === undefined) return;
    drop(first, second, "the two wait for each other");
  }
}

type Dependency = NonNullable<ProcessOptions["dependsOn"]>[number];

const PROJECT_KEYS: Readonly<Record<string, string>> = {
  log_location: "the output of every process is kept in .repo/up/logs",
  log_level: "it is about process-compose itself",
  log_length: "it is about process-compose itself",
  log_configuration: "lines are written as they come, each with its time",
  is_strict: "a registry is always read strictly",
  is_tui_disabled: "repo up has a screen on a terminal and lines elsewhere",
  extends: "another file is merged in: import that file, too",
  vars: "templates are not filled in: write the values where they are used",
  env_cmds: "no variable is found by a command: a shellHook of the devShell can set it",
  disable_env_expansion: "bash expands variables, when the process starts",
};

interface OfProcess {
  readonly path: Path;
  readonly left: Left;
  readonly known: ReadonlySet<string>;
  readonly shell: readonly string[];
  /** Whether process-compose itself fills in variables, so that `$$` stands for a dollar. */
  readonly expands: boolean;
}

function processOf(process: Readonly<Record<string, unknown>>, of: OfProcess): ProcessOptions | undefined {
  const { path, left, known, expands } = of;
  const run = runOf(process, of);
  if (run === undefined) return undefined;
  for (const key of Object.keys(process)) {
    if (key in UNLIKE && process[key] !== false) left([...path, key], UNLIKE[key] ?? "");
    else if (!CARRIED.has(key)) left([...path, key], "there is nothing like it here");
  }
  const { env, given } = environmentOf(process.environment, { path: [...path, "environment"], left });
  const replicas = process.replicas;
  return withoutUndefined<ProcessOptions>({
    run,
    description: textOf(process.description)?.trim() || undefined,
    dependsOn: dependenciesOf(process.depends_on, { path: [...path, "depends_on"], left, known }),
    ready: readyOf(process, { path, left, dollar: (text) => withDollars(text, expands) }),
    restart: restartOf(process.availability, { path: [...path, "availability"], left }),
    stop: stopOf(process.shutdown, { path: [...path, "shutdown"], left }),
    env: given ? env : undefined,
    replicas:
      typeof replicas === "number" && Number.isInteger(replicas) && replicas >= 1 && replicas <= 64 && replicas !== 1
        ? replicas
        : undefined,
  });
}

const CARRIED = new Set(
  "command entrypoint working_dir environment depends_on readiness_probe ready_log_line availability shutdown replicas description namespace disabled log_location is_daemon is_foreground is_tty".split(
    " ",
  ),
);

const UNLIKE: Readonly<Record<string, string>> = {
  disabled: "a process that is there is started by repo up: name the services that you want",
  namespace: "processes belong to services: make a service of each namespace",
  log_location: "the output is kept in .repo/up/logs",
  is_daemon: "what a command leaves in the background belongs to its process, and ends with it: have it stay in the foreground",
  is_foreground: "no process has the terminal",
  is_tty: "no process has a terminal of its own",
  is_elevated: "nothing is started as another user",
  liveness_probe: "a process is watched by whether it runs, and asked only until it is ready",
  schedule: "nothing is started by the clock",
  vars: "templates are not filled in: write the values where they are used",
  env_file: "`.env` and `.env.local` of the service's folder are read",
  is_dotenv_disabled: "`.env` of the service's folder is read",
  log_configuration: "lines are written as they come, each with its time",
  disable_ansi_colors: "colours are removed where they are in the way",
  launch_timeout_seconds: "it is for daemons",
};

function runOf(
  process: Readonly<Record<string, unknown>>,
  { path, left, shell, expands }: OfProcess,
): string | readonly string[] | undefined {
  const folder = textOf(process.working_dir) ?? ".";
  const inside = folder.replace(/^\.\//, "").replace(/\/$/, "") || ".";
  if (inside.startsWith("/") || inside.startsWith("~") || inside.split("/").includes("..") || inside.includes("$")) {
    left([...path, "working_dir"], "it runs outside of its service's folder", "make it a process of a service there");
    return undefined;
  }
  const words = listOf(process.entrypoint).map((word) => textOf(word) ?? "");
  if (words.length > 0) {
    if (inside === ".") return words.map((word) => withDollars(word, expands));
    left([...path, "entrypoint"], "a command without a shell starts in its service's folder", "make it a process of a service there");
    return undefined;
  }
  const command = textOf(process.command);
  if (command === undefined || command.trim() === "") {
    left(path, "nothing says what it runs");
    return undefined;
  }
  const text = withDollars(command, expands).trim();
  if (text.includes("{{")) left([...path, "command"], "templates are not filled in: write the values where they are used");
  return runOfLines({ shell, lines: [{ text, ignoresFailure: false }], folder: inside });
}

function withDollars(text: string, expands: boolean): string {
  return expands ? text.replaceAll("$$", "$") : text;
}

function shellOf(shell: unknown): readonly string[] {
  const { shell_command: command, shell_argument: argument } = objectOf(shell);
  return [textOf(command) ?? "bash", textOf(argument) ?? "-c"];
}

/** `NAME=value` lines, or an object. */
function environmentOf(value: unknown, { path, left }: { path: Path; left: Left }): { env: Record<string, string>; given: boolean } {
  const pairs = isObject(value)
    ? Object.entries(value).map(([name, each]): [string, string] => [name, textOf(each) ?? ""])
    : listOf(value).map((line): [string, string] => {
        const [, name = "", text = ""] = /^([^=]*)=?([\s\S]*)$/.exec(textOf(line) ?? "") ?? [];
        return [name, text];
      });
  const env: Record<string, string> = {};
  for (const [name, text] of pairs) {
    if (!/^[A-Za-z_]\w*$/.test(name)) left(path, `"${name}" is no name of a variable`);
    else if (isSecretName(name)) left(path, `${name} is named like a secret, which no registry holds`, "set it in .env.local");
    else if (/\$(?!\$)/.test(text)) left(path, `${name} is made of other variables`, "set it in .env, or in the command");
    else env[name] = text.replaceAll("$$", "$");
  }
  return { env, given: Object.keys(env).length > 0 };
}

const CONDITIONS: Readonly<Record<string, "started" | "ready" | "completed">> = {
  process_started: "started",
  process_healthy: "ready",
  process_log_ready: "ready",
  process_completed_successfully: "completed",
};

function dependenciesOf(
  value: unknown,
  { path, left, known }: { path: Path; left: Left; known: ReadonlySet<string> },
): ProcessOptions["dependsOn"] {
  const found = Object.entries(objectOf(value)).flatMap(([unit, dependency]) => {
    const condition = textOf(objectOf(dependency).condition) ?? "process_started";
    const until = CONDITIONS[condition];
    if (!known.has(unit)) left([...path, unit], "there is no such process in the file");
    else if (condition === "process_completed") {
      left([...path, unit], "it waits for an end, however it comes; here an end counts where it came with 0");
      return [{ unit, until: "completed" as const }];
    } else if (until === undefined) left([...path, unit], `there is no condition ${condition} here`);
    else return [until === "ready" ? unit : { unit, until }];
    return [];
  });
  return found.length === 0 ? undefined : found;
}

function restartOf(value: unknown, { path, left }: { path: Path; left: Left }): ProcessOptions["restart"] {
  if (!isObject(value)) return "never";
  const { restart, backoff_seconds: backoff, max_restarts: limit, ...others } = value;
  for (const [key, said] of Object.entries(others)) {
    if (said === false) continue;
    const why = key.startsWith("exit_on") ? "the others go on when one ends" : "there is nothing like it here";
    left([...path, key], why);
  }
  const policy = textOf(restart) ?? "no";
  const when = ({ no: "never", always: "always", on_failure: "on-failure", exit_on_failure: "never" } as const)[policy];
  if (policy === "exit_on_failure") left([...path, "restart"], "the others go on when one fails");
  if (when === undefined) {
    left([...path, "restart"], `there is no policy ${policy} here`);
    return "never";
  }
  const more = {
    ...(typeof backoff === "number" && backoff > 0 ? { backoff: seconds(backoff), maxBackoff: seconds(backoff) } : {}),
    ...(typeof limit === "number" && Number.isInteger(limit) && limit >= 1 ? { limit } : {}),
  };
  return when === "never" || Object.keys(more).length === 0 ? when : { when, ...more };
}

export function seconds(value: number): string {
  return Number.isInteger(value) ? `${value}s` : `${Math.round(value * 1000)}ms`;
}

const SIGNALS: Readonly<Record<number, NonNullable<NonNullable<ProcessOptions["stop"]>["signal"]>>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  6: "SIGABRT",
  9: "SIGKILL",
  10: "SIGUSR1",
  12: "SIGUSR2",
  15: "SIGTERM",
};

function stopOf(value: unknown, { path, left }: { path: Path; left: Left }): ProcessOptions["stop"] {
  if (!isObject(value)) return undefined;
  const { command, timeout_seconds: timeout, signal, parent_only: parentOnly } = value;
  if (parentOnly === true) left([...path, "parent_only"], "what a process has started ends with it");
  const named = typeof signal === "number" ? SIGNALS[signal] : undefined;
  if (signal !== undefined && named === undefined) left([...path, "signal"], `there is no name for the signal ${String(signal)}`);
  const stop = withoutUndefined<NonNullable<ProcessOptions["stop"]>>({
    signal: named,
    command: textOf(command)?.trim() || undefined,
    grace: typeof timeout === "number" && timeout > 0 ? seconds(timeout) : undefined,
  });
  return Object.keys(stop).length === 0 ? undefined : stop;
}
