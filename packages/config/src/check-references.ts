import { nearest, WORKSPACE_SERVICE } from "@nix-repo/model";
import { checkEnv, checkNames } from "./check-env.ts";
import { checkParams } from "./check-params.ts";
import { checkInput, checkPath } from "./check-path.ts";
import { checkNeeds, checkProcesses } from "./check-processes.ts";
import { checkReadyWhen } from "./check-ready-when.ts";
import { findDependencyCycles } from "./find-dependency-cycles.ts";
import { type Known, knownNames, unknown } from "./known-names.ts";
import type { Mistake, Path } from "./mistake.ts";
import type { CiConfig, OverrideConfig, RegistryConfig, ServiceConfig, VerbConfig, WorkspaceConfig } from "./registry.generated.ts";

/** What a schema cannot say of a registry: that names exist, that paths stay inside, that options agree. */
export function checkReferences(registry: RegistryConfig, known: Known = knownNames(registry)): Mistake[] {
  const mistakes: Mistake[] = [];
  if (registry.root !== undefined) mistakes.push(...checkPath(registry.root, ["root"], "the folder of the registry"));
  mistakes.push(...checkNames(registry.globalEnv ?? [], ["globalEnv"]));
  for (const [name, service] of Object.entries(registry.services)) {
    const path = ["services", name];
    // A missing path has been said already; the rest of its service is still looked at.
    mistakes.push(...checkPath(service.path ?? ".", [...path, "path"], "the workspace"));
    mistakes.push(...checkService(service, { name, path, known }));
  }
  for (const [name, stack] of Object.entries(registry.stacks ?? {}))
    mistakes.push(...checkStackVerbs(stack.verbs ?? {}, ["stacks", name, "verbs"], known));
  if (registry.ci !== undefined) mistakes.push(...checkCi(registry.ci, registry, known));
  if (registry.workspace !== undefined) mistakes.push(...checkWorkspace(registry.workspace, known));
  const dependencies = Object.entries(registry.services).map(([name, { dependsOn }]) => [name, dependsOn ?? []] as const);
  mistakes.push(...findDependencyCycles(new Map(dependencies)));
  return mistakes;
}

/** The same of a team's override. */
export function checkOverride(
  override: OverrideConfig,
  { name, known, registered }: { name: string; known: Known; registered: ServiceConfig },
): Mistake[] {
  return checkService(override, { name, path: [], known, registered });
}

interface Where {
  readonly name: string;
  readonly path: Path;
  readonly known: Known;
  /** What another layer says. */
  readonly registered?: Pick<ServiceConfig, "verbs" | "processes">;
}

function checkService(service: OverrideConfig, { name, path, known, registered = {} }: Where): Mistake[] {
  const mistakes: Mistake[] = [];
  const { stack, dependsOn = [], verbs = {}, processes = {}, env } = service;
  if (stack !== undefined && !known.stacks.has(stack))
    mistakes.push(unknown("stack", stack, { path: [...path, "stack"], valid: known.stacks }));
  for (const [i, dependency] of dependsOn.entries()) {
    const at = [...path, "dependsOn", i];
    if (!known.services.has(dependency)) mistakes.push(unknown("service", dependency, { path: at, valid: known.services }));
  }
  mistakes.push(...checkEnv(env, [...path, "env"]));
  const own = new Set([...Object.keys(verbs), ...Object.keys(registered.verbs ?? {})]);
  for (const [verb, config] of Object.entries(verbs))
    mistakes.push(...checkVerb(config, { path: [...path, "verbs", verb], name, own, known, registered: registered.verbs?.[verb] }));
  mistakes.push(
    ...checkProcesses(processes, { service: name, path: [...path, "processes"], known, registered: registered.processes ?? {} }),
  );
  return mistakes;
}

function checkWorkspace({ env, verbs = {} }: WorkspaceConfig, known: Known): Mistake[] {
  const own = new Set(Object.keys(verbs));
  const ofVerbs = Object.entries(verbs).flatMap(([verb, config]) => {
    const path = ["workspace", "verbs", verb];
    const upstream = dependenciesOf(config).flatMap(([i, dependency]): Mistake[] => {
      if (!dependency.startsWith("^")) return [];
      const message = `the workspace depends on no services: expected verb or service:verb, got "${dependency}"`;
      return [{ path: [...path, "dependsOn", i], at: "value", message }];
    });
    return [...checkVerb(config, { path, name: WORKSPACE_SERVICE, own, known }), ...upstream];
  });
  return [...checkEnv(env, ["workspace", "env"]), ...ofVerbs];
}

function checkCi({ stages, tasks }: CiConfig, { workspace }: RegistryConfig, known: Known): Mistake[] {
  const wrong = (path: Path, message: string): Mistake => ({ path, at: "value", message });
  if (stages !== undefined && tasks !== undefined)
    return [wrong(["ci", "tasks"], "stages and tasks are two ways to say the same: expected one of them")];
  const own = new Set(Object.keys(workspace?.verbs ?? {}));
  const inStages = (stages ?? []).flatMap((stage, i): [string, Path][] =>
    typeof stage === "string" ? [[stage, ["ci", "stages", i]]] : stage.map((each, j) => [each, ["ci", "stages", i, j]]),
  );
  const entries = [...inStages, ...(tasks ?? []).map((each, i): [string, Path] => [each, ["ci", "tasks", i]])];
  return entries.flatMap(([entry, path]): Mistake[] => {
    if (entry.startsWith("^")) return [wrong(path, `expected verb or service:verb, got "${entry}"`)];
    const why = whyNoDependency(entry, { name: WORKSPACE_SERVICE, own, known });
    return why === undefined ? [] : [{ path, at: "value", ...why }];
  });
}

function checkStackVerbs(verbs: Readonly<Record<string, VerbConfig>>, path: Path, known: Known): Mistake[] {
  const own = new Set(Object.keys(verbs));
  return Object.entries(verbs).flatMap(([verb, config]) => checkVerb(config, { path: [...path, verb], name: "SERVICE", own, known }));
}

interface OfVerb {
  readonly path: Path;
  /** The service, as a message writes it. */
  readonly name: string;
  /** Verbs of the same service that are known here; recipes of a task file are not. */
  readonly own: ReadonlySet<string>;
  readonly known: Known;
  /** What another layer says of the same verb. */
  readonly registered?: VerbConfig | undefined;
}

function checkVerb(config: VerbConfig, { path, name, own, known, registered }: OfVerb): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [i, dependency] of dependenciesOf(config)) {
    const message = whyNoDependency(dependency, { name, own, known });
    if (message !== undefined) mistakes.push({ path: [...path, "dependsOn", i], at: "value", ...message });
  }
  if (!isOptions(config)) return mistakes;
  const { needs = [], env, inputs = [], outputs = [], readyWhen, params = {} } = config;
  mistakes.push(...checkNeeds(needs, { service: name, path: [...path, "needs"], known }));
  mistakes.push(...checkEnv(env, [...path, "env"]));
  for (const [i, glob] of inputs.entries()) mistakes.push(...checkInput(glob, [...path, "inputs", i]));
  for (const [i, glob] of outputs.entries()) mistakes.push(...checkOutput(glob, [...path, "outputs", i]));
  if (readyWhen !== undefined) mistakes.push(...checkReadyWhen(readyWhen, [...path, "readyWhen"]));
  mistakes.push(...checkParams(params, { path: [...path, "params"], flags: known.flags, registered: paramsOfVerb(registered) }));
  mistakes.push(...checkAgreement(config, path));
  return mistakes;
}

/** What is an output is the command's own, and is removed before it runs: that cannot be all there is. */
function checkOutput(glob: string, path: Path): Mistake[] {
  if (!/^(\.|\*+|(\*\*\/)+\*+)$/.test(glob.replace(/^(\.\/)+(?=.)/, "").replace(/(?<=.)\/+$/, "")))
    return checkPath(glob, path, "the service's folder");
  const message = `"${glob}" means all that is in the service's folder, sources included: name what the command writes`;
  return [{ path, at: "value", message }];
}

type VerbOptionsConfig = Exclude<VerbConfig, string | readonly string[]>;

/** Options that cannot both be meant. Of what another layer may say nothing is known here. */
function checkAgreement(config: VerbOptionsConfig, path: Path): Mistake[] {
  const { run, cache, persistent, interactive, shell, readyWhen, timeout, retries } = config;
  const wrong = (key: keyof VerbOptionsConfig, message: string): Mistake => ({ path: [...path, key], at: "value", message });
  const mistakes: Mistake[] = [];
  if (cache === true) {
    const reason =
      persistent === true ? "a persistent verb never ends" : interactive === true ? "an interactive verb depends on who types" : undefined;
    if (reason !== undefined) mistakes.push(wrong("cache", `${reason}, so that its result cannot be kept`));
    if (shell === false) mistakes.push(wrong("cache", "the host's own tools are in no key, so that its result cannot be kept"));
  }
  const isDev = path.at(-1) === "dev";
  if (readyWhen !== undefined && (persistent === false || (run !== undefined && persistent === undefined && !isDev)))
    mistakes.push({
      path: [...path, "readyWhen"],
      at: "key",
      message: "only a verb that runs until it is stopped gets ready: add persistent: true",
    });
  if (timeout !== undefined && (persistent ?? isDev))
    mistakes.push(wrong("timeout", "a persistent verb runs until it is stopped: how long it may take to get ready is readyWhen.timeout"));
  if (interactive === true) {
    if (timeout !== undefined) mistakes.push(wrong("timeout", "an interactive verb has the terminal, and is ended by nobody else"));
    if (retries !== undefined && retries > 0)
      mistakes.push(wrong("retries", "an interactive verb has the terminal: who sits there tries again"));
  }
  return mistakes;
}

function isOptions(config: VerbConfig): config is VerbOptionsConfig {
  return typeof config === "object" && !Array.isArray(config);
}

function paramsOfVerb(config: VerbConfig | undefined): NonNullable<VerbOptionsConfig["params"]> {
  return config !== undefined && isOptions(config) ? (config.params ?? {}) : {};
}

function dependenciesOf(config: VerbConfig): [number, string][] {
  return isOptions(config) ? [...(config.dependsOn ?? []).entries()] : [];
}

/** `db:seed` may be a verb of the same service or one of a service `db`: what is known decides. */
function whyNoDependency(
  dependency: string,
  { name, own, known }: Omit<OfVerb, "path">,
): Pick<Mistake, "message" | "suggestion"> | undefined {
  const verb = dependency.startsWith("^") ? dependency.slice(1) : dependency;
  const colon = dependency.startsWith("^") || own.has(dependency) ? -1 : dependency.indexOf(":");
  const service = dependency.slice(0, Math.max(0, colon));
  if (!VERB.test(colon === -1 ? verb : dependency.slice(colon + 1)) || colon === 0) {
    return { message: `expected verb, ^verb or service:verb, got "${dependency}"` };
  }
  if (colon === -1 || service === WORKSPACE_SERVICE || known.services.has(service)) return undefined;
  const suggestion = nearest(service, known.services);
  const ofOwn = suggestion === undefined ? `; a verb of the same service would be "${name}:${dependency}"` : "";
  return { message: `there is no service "${service}"${ofOwn}`, suggestion };
}

const VERB = /^[^\s^:](?:\S*[^\s:])?$/;
