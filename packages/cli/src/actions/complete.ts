import { resolve } from "node:path";
import { type Service, WORKSPACE_SERVICE } from "@nix-repo/model";
import { listVerbs } from "@nix-repo/tasks";
import { Cli } from "clipanion";
import { parseCommandLine } from "../command-line.ts";
import { isOwnCommand, OWN_COMMANDS } from "../command-names.ts";
import { FORMATS } from "../import/foreign-file.ts";
import { type GlobalFlags, openSession, type Session } from "../open-session.ts";
import { completeParams, type ParamCandidates } from "../params/complete-params.ts";
import type { RepoContext } from "../repo-command.ts";
import { type Candidate, loggedTasks, runNumbers, valuesOf } from "./complete-values.ts";

interface Request {
  readonly flags: GlobalFlags;
  /** What has been typed behind `repo`; the last word is the one to complete, perhaps empty. */
  readonly words: readonly string[];
  readonly context: RepoContext;
}

/**
 * The candidates for the last word, one a line, a tab before the description. Starts neither Nix nor a task runner, and says nothing of
 * what is wrong: completion must never disturb who types.
 */
export async function complete({ flags, words, context }: Request): Promise<string> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  if (before.includes("--")) return "";
  const candidates = await candidatesFor({ flags, typed, before, context });
  return candidates
    .filter(({ name }) => name.startsWith(typed) && !before.includes(name))
    .map(({ name, description }) => (description ? `${name}\t${description.replaceAll(/\s+/g, " ")}` : name))
    .map((line) => `${line}\n`)
    .join("");
}

async function candidatesFor(request: {
  flags: GlobalFlags;
  typed: string;
  before: readonly string[];
  context: RepoContext;
}): Promise<readonly Candidate[]> {
  const { typed, before, context } = request;
  const { name: command, words } = parseCommandLine(before);
  const previous = before.at(-1);
  const cwd = flagValue(before, ["-C", "--cwd"]) ?? request.flags.cwd;
  const values = valuesOf(previous, { command, typed, cwd: resolve(context.io.cwd, cwd ?? ".") });
  if (values !== undefined) return values;
  const params = await paramsFor({ ...request, command, words, cwd });
  if (params?.only) return params.candidates;
  if (typed.startsWith("-")) return [...(params?.candidates ?? []), ...(await optionsOf(command, { ...context, words }))];
  switch (command) {
    case "completion":
      return [{ name: "bash" }, { name: "zsh" }, { name: "fish" }];
    case "config":
      if (previous === "--resolved") break;
      return ["print", "validate", "schema", "editor"].map((name) => ({ name }));
    case "import":
      return before.length === 1 ? FORMATS.map((name) => ({ name })) : [];
    case "hooks":
      return hooksWords(before);
    case "ci":
      return before.length === 1 ? [{ name: "plan" }, { name: "merge" }] : [];
    case "affected":
    case "down":
    case "init":
    case "list":
      return [];
  }
  if (command === "env" && before.length < 2) return ["status", "refresh", "prune", "export", "direnv"].map((name) => ({ name }));
  const session = await openSession({ ...request.flags, cwd }, context.io);
  if (!session.ok) return command === undefined ? ownCommands() : [];
  if (command === "runs") return before.includes("show") ? runNumbers(session.value) : [{ name: "show" }];
  if (previous === "--run") return runNumbers(session.value);
  if (command === "logs") return loggedTasks(session.value, flagValue(before, ["--run"]));
  return [...(params?.candidates ?? []), ...(await fromWorkspace(session.value, { command, before }))];
}

/** What the parameters of a verb offer, where the command is one. */
async function paramsFor(request: {
  readonly flags: GlobalFlags;
  readonly typed: string;
  readonly before: readonly string[];
  readonly command: string | undefined;
  readonly words: readonly string[];
  readonly cwd: string | undefined;
  readonly context: RepoContext;
}): Promise<ParamCandidates | undefined> {
  const { command, words, typed, before, cwd, context } = request;
  if (command === undefined || (isOwnCommand(command) && command !== "run") || command === "help") return undefined;
  const session = await openSession({ ...request.flags, cwd }, context.io);
  if (!session.ok) return undefined;
  return await completeParams(session.value.workspace, { command, words: words.slice(1), typed, previous: before.at(-1) });
}

function hooksWords(before: readonly string[]): readonly Candidate[] {
  if (before.includes("print")) return [{ name: "pre-commit-config" }];
  return before.length < 2 ? ["install", "uninstall", "status", "print"].map((name) => ({ name })) : [];
}

async function fromWorkspace(
  session: Session,
  { command, before }: { command: string | undefined; before: readonly string[] },
): Promise<readonly Candidate[]> {
  const previous = before.at(-1);
  const services = await allServices(session);
  if (previous === "--tag") return [...new Set(services.flatMap(({ tags }) => tags))].map((name) => ({ name }));
  switch (command) {
    case undefined:
    case "help":
      return [...ownCommands(), ...(await verbsOf(session, services))];
    case "run":
    case "explain":
      return await tasksOf(session, services);
    case "graph":
      if (previous === "--tasks") return await verbsOf(session, services);
      return before.includes("--up") ? servicesOf(services) : [...servicesOf(services), ...(await tasksOf(session, services))];
    case "config":
    case "exec":
    case "up":
    case "shell":
    case "env":
    case "doctor":
      return servicesOf(services);
    default:
      return await servicesWith(session, services, command);
  }
}

async function optionsOf(command: string | undefined, { loadCommand, words }: RepoContext): Promise<readonly Candidate[]> {
  if (command === undefined) return [{ name: "--help" }, { name: "--version" }, { name: "--cwd" }, { name: "--provider" }];
  const definition = Cli.from<RepoContext>([await loadCommand(command, words[1])]).definitions()[0];
  const options = definition?.options ?? [];
  return [
    ...options.map(({ definition: flags, description }) => ({
      name: longest((flags.split(" ")[0] ?? "").split(",")),
      description: description ?? "",
    })),
    { name: "--help" },
  ];
}

function longest(names: readonly string[]): string {
  return names.reduce((best, name) => (name.length > best.length ? name : best), "");
}

function flagValue(words: readonly string[], names: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => names.includes(word));
  return at < 0 ? undefined : words[at + 1];
}

function ownCommands(): readonly Candidate[] {
  return OWN_COMMANDS.map((name) => ({ name, description: isOwnCommand(name) ? "command" : "" }));
}

/** A service whose override is broken is left out rather than complained of. */
async function allServices(session: Session): Promise<readonly Service[]> {
  const names = [...session.workspace.serviceNames, WORKSPACE_SERVICE];
  const services = await Promise.all(names.map((name) => session.workspace.service(name)));
  return services.flatMap((service) => (service.ok ? [service.value] : []));
}

function servicesOf(services: readonly Service[]): readonly Candidate[] {
  return services.filter(({ name }) => name !== WORKSPACE_SERVICE).map(({ name, path }) => ({ name, description: path }));
}

async function knownVerbs(session: Session, service: Service): Promise<readonly Candidate[]> {
  const listing = await listVerbs(service, { recipes: session.recipes, mode: "known" });
  return listing.ok ? listing.value.verbs.map(({ name, options }) => ({ name, description: options.description ?? "" })) : [];
}

async function verbsOf(session: Session, services: readonly Service[]): Promise<readonly Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const service of services) {
    for (const verb of await knownVerbs(session, service)) if (!found.has(verb.name)) found.set(verb.name, verb);
  }
  return [...found.values()].filter(({ name }) => !isOwnCommand(name));
}

async function tasksOf(session: Session, services: readonly Service[]): Promise<readonly Candidate[]> {
  const tasks: Candidate[] = [];
  for (const service of services) {
    for (const verb of await knownVerbs(session, service)) tasks.push({ ...verb, name: `${service.name}:${verb.name}` });
  }
  return tasks;
}

async function servicesWith(session: Session, services: readonly Service[], verb: string): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const service of services) {
    if (service.name === WORKSPACE_SERVICE) continue;
    const listing = await listVerbs(service, { recipes: session.recipes, mode: "known" });
    const has = listing.ok && (listing.value.unknown.length > 0 || listing.value.verbs.some(({ name }) => name === verb));
    if (has) found.push({ name: service.name, description: service.path });
  }
  return found;
}
