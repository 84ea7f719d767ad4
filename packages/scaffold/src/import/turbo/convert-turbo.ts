import type { ServiceConfig, VerbConfig } from "@nix-repo/config";
import { isSecretName } from "@nix-repo/model";
import type { Carried, Imported, NotCarried, RegistryParts, Surroundings, VerbOptions, Verbs } from "../imported.ts";
import { withoutUndefined } from "../imported.ts";
import { isVerbName, serviceName } from "../names.ts";
import { isObject, listOf, objectOf, type Path, textOf, type YamlFile } from "../yaml-file.ts";
import { inputsOf, outputsOf } from "./files.ts";

/** A package of the workspaces of npm, pnpm, yarn or bun. */
export interface Package {
  /** As its package.json says it. */
  readonly name: string;
  /** Relative to the registry's folder. */
  readonly path: string;
  readonly scripts: readonly string[];
  /** The names of all that it depends on. */
  readonly dependencies: readonly string[];
  /** Its own turbo.json. */
  readonly turbo?: YamlFile;
}

export interface TurboToImport extends Surroundings {
  readonly yaml: YamlFile;
  readonly packages: readonly Package[];
  /** The scripts of the package.json beside turbo.json. */
  readonly rootScripts: readonly string[];
  /** What runs scripts: npm, pnpm, yarn or bun. */
  readonly manager: string;
  readonly ownCommands: readonly string[];
}

type Left = (what: string, at: { yaml: YamlFile; path: Path }, why: string, instead?: string) => void;

/** The packages become services, and each task a verb of those that have a script of its name. https://turborepo.com/docs/reference/configuration */
export function convertTurbo(given: TurboToImport): Imported {
  const { yaml, packages, hasFlake } = given;
  const carried: Carried[] = [];
  const notCarried: NotCarried[] = [];
  const left: Left = (what, { yaml: file, path }, why, instead) => {
    const found = { what, where: file.place(path), why, ...(instead === undefined ? {} : { instead }) };
    if (!notCarried.some((each) => each.what === what && each.why === why)) notCarried.push(found);
  };
  const file = objectOf(yaml.value);
  const key = file.tasks === undefined && file.pipeline !== undefined ? "pipeline" : "tasks";
  const tasks = objectOf(file[key]);
  const names = new Map<string, string>();
  for (const { name } of packages) names.set(name, serviceName(name, new Set(names.values())));

  const services: Record<string, ServiceConfig> = {};
  for (const each of packages) {
    const service = names.get(each.name) ?? each.name;
    const verbs = verbsOf(each, { tasks, key, names, left, given });
    const dependsOn = [...new Set(each.dependencies)].flatMap((name) => (name === each.name ? [] : (names.get(name) ?? [])));
    services[service] = {
      path: each.path,
      stack: "node",
      ...(hasFlake ? {} : { shell: false }),
      ...(dependsOn.length === 0 ? {} : { dependsOn }),
      ...(Object.keys(verbs).length === 0 ? {} : { verbs }),
    };
    carried.push({ what: each.name, as: `the service ${service}` });
  }
  const root = rootVerbs({ tasks, key, names, left, given });
  for (const verb of Object.keys(root))
    carried.push({ what: `//#${verb}`, as: `repo run //:${verb}`, where: yaml.place([key, `//#${verb}`]) });
  for (const task of Object.keys(tasks)) tellOfTask(task, { given, key, names, carried, left });
  leftOfFile(file, { yaml, left });
  return { parts: { ...globals(file, { yaml, left }), services, ...ownVerbs(root, hasFlake) }, carried, replaced: [], notCarried };
}

interface Context {
  readonly tasks: Readonly<Record<string, unknown>>;
  readonly key: string;
  /** Services by the names of their packages. */
  readonly names: ReadonlyMap<string, string>;
  readonly left: Left;
  readonly given: TurboToImport;
}

function tellOfTask(task: string, { given, key, names, left, carried }: Omit<Context, "tasks"> & { readonly carried: Carried[] }): void {
  const { yaml, packages, rootScripts, ownCommands } = given;
  const path = [key, task];
  if (task.startsWith("//#")) {
    if (!rootScripts.includes(task.slice(3))) left(task, { yaml, path }, "the root's package.json has no such script");
    return;
  }
  const { of, script } = parts(task);
  const having = packages.filter((each) => each.scripts.includes(script) && (of === undefined || each.name === of));
  if (having.length === 0) {
    left(task, { yaml, path }, "no package has a script of that name; a task that only orders others has no counterpart");
    return;
  }
  const services = having.map((each) => names.get(each.name) ?? each.name);
  const byName = ownCommands.includes(script)
    ? `repo run ${services.map((service) => `${service}:${script}`).join(" ")}`
    : `repo ${script} ${of === undefined ? "--all" : services.join(" ")}`;
  carried.push({ what: task, as: byName, where: yaml.place(path) });
}

/** `web#build` is the task of one package. */
function parts(task: string): { readonly of: string | undefined; readonly script: string } {
  const at = task.lastIndexOf("#");
  return at < 0 ? { of: undefined, script: task } : { of: task.slice(0, at), script: task.slice(at + 1) };
}

function verbsOf({ name, scripts, turbo }: Package, context: Context): Verbs {
  const { tasks, key, left, given } = context;
  const own = objectOf(objectOf(turbo?.value).tasks ?? objectOf(turbo?.value).pipeline);
  const wanted = new Set([...Object.keys(tasks).filter((task) => !task.includes("#")), ...Object.keys(own)]);
  for (const task of Object.keys(tasks)) if (task.startsWith(`${name}#`)) wanted.add(task.slice(name.length + 1));
  const verbs: Verbs = {};
  for (const task of wanted) {
    if (!scripts.includes(task)) continue;
    if (!isVerbName(task)) {
      left(task, { yaml: given.yaml, path: [key, task] }, "a verb cannot have that name");
      continue;
    }
    const specific = `${name}#${task}`;
    const base = tasks[specific] === undefined ? { ...objectOf(tasks[task]) } : { ...objectOf(tasks[specific]) };
    const definition = { ...base, ...objectOf(own[task]) };
    const at = tasks[specific] === undefined ? [key, task] : [key, specific];
    verbs[task] = verbOf(task, definition, { ...context, at, scripts, folder: "service" });
  }
  return verbs;
}

function rootVerbs(context: Context): Verbs {
  const verbs: Verbs = {};
  for (const [task, definition] of Object.entries(context.tasks)) {
    const script = task.startsWith("//#") ? task.slice(3) : "";
    if (!context.given.rootScripts.includes(script) || !isVerbName(script)) continue;
    verbs[script] = verbOf(script, objectOf(definition), {
      ...context,
      at: [context.key, task],
      scripts: context.given.rootScripts,
      folder: "root",
    });
  }
  return verbs;
}

function ownVerbs(verbs: Verbs, hasFlake: boolean): Pick<RegistryParts, "workspace"> {
  return Object.keys(verbs).length === 0 ? {} : { workspace: { ...(hasFlake ? {} : { shell: false }), verbs } };
}

interface OfVerb extends Context {
  readonly at: Path;
  /** Those of the same package. */
  readonly scripts: readonly string[];
  readonly folder: "service" | "root";
}

const CARRIED = new Set(
  "cache dependsOn description env inputs interactive outputs passThroughEnv persistent outputLogs outputMode dotEnv extends with interruptible".split(
    " ",
  ),
);

function verbOf(task: string, definition: Readonly<Record<string, unknown>>, of: OfVerb): VerbConfig {
  const { left, at, given } = of;
  const { yaml } = given;
  const isPersistent = definition.persistent === true;
  const isKept = definition.cache !== false && !isPersistent && definition.interactive !== true;
  for (const key of Object.keys(definition)) {
    const why = UNLIKE[key] ?? (CARRIED.has(key) ? undefined : "there is nothing like it here");
    if (why !== undefined) left(`${task}: ${key}`, { yaml, path: [...at, key] }, why);
  }
  const { env, passEnv } = variablesOf(definition, of);
  const outputs = outputsOf(definition.outputs, { tell: (why) => left(`${task}: outputs`, { yaml, path: [...at, "outputs"] }, why) });
  const inputs = inputsOf(definition.inputs, { tell: (why) => left(`${task}: inputs`, { yaml, path: [...at, "inputs"] }, why) });
  return withoutUndefined<VerbOptions>({
    // npm alone would take options that follow for itself.
    run: [given.manager, "run", task, ...(given.manager === "npm" ? ["--"] : [])],
    description: textOf(definition.description)?.trim() || undefined,
    dependsOn: dependenciesOf(task, definition.dependsOn, of),
    inputs,
    // turbo keeps a result without files, too: what was printed.
    outputs: isKept ? outputs : undefined,
    cache: definition.cache === false ? false : undefined,
    env: env.length === 0 ? undefined : env,
    passEnv: passEnv.length === 0 ? undefined : passEnv,
    persistent: isPersistent ? true : undefined,
    interactive: definition.interactive === true && !isPersistent ? true : undefined,
  });
}

const UNLIKE: Readonly<Record<string, string>> = {
  outputLogs: "what is shown is chosen for a run, by --output",
  outputMode: "what is shown is chosen for a run, by --output",
  dotEnv: "`.env` files are variables, and in no key: name them under inputs",
  with: "what runs beside it is said by needs, or by processes",
  interruptible: "--watch runs again what a change concerns",
  extends: "the tasks of the root's turbo.json hold for it already",
};

function dependenciesOf(task: string, value: unknown, { names, scripts, left, at, given, folder }: OfVerb): readonly string[] | undefined {
  const tell = (what: string, why: string) => left(`${task}: dependsOn ${what}`, { yaml: given.yaml, path: [...at, "dependsOn"] }, why);
  const has = (verb: string) => given.packages.some((each) => each.scripts.includes(verb));
  const found = listOf(value).flatMap((each): string[] => {
    const name = textOf(each) ?? "";
    // The first turbo named variables here.
    if (name.startsWith("$")) return [];
    if (name.startsWith("^")) {
      if (folder === "root") tell(name, "the workspace depends on no services: name them, as service:verb");
      else if (has(name.slice(1))) return [name];
      else tell(name, "no package has a script of that name");
      return [];
    }
    if (!name.includes("#")) {
      if (scripts.includes(name) && name !== task) return [name];
      return [];
    }
    const { of = "", script: verb } = parts(name);
    const service = of === "//" ? "//" : names.get(of);
    const isThere =
      of === "//" ? given.rootScripts.includes(verb) : given.packages.some((each) => each.name === of && each.scripts.includes(verb));
    if (service === undefined || !isThere) tell(name, "there is no such script");
    else if (of === "//" && objectOf(objectOf(given.yaml.value).tasks)[`//#${verb}`] === undefined)
      tell(name, "turbo.json has no such task of the root");
    else return [`${service}:${verb}`];
    return [];
  });
  return found.length === 0 ? undefined : [...new Set(found)];
}

/** Variables that enter the key, and those that only reach the command. */
function variablesOf(definition: Readonly<Record<string, unknown>>, { left, at, given }: OfVerb): { env: string[]; passEnv: string[] } {
  const inDependencies = listOf(definition.dependsOn).flatMap((each) =>
    typeof each === "string" && each.startsWith("$") ? [each.slice(1)] : [],
  );
  const tell = (name: string, why: string) => left(`env ${name}`, { yaml: given.yaml, path: [...at, "env"] }, why);
  const declared = namesIn([...listOf(definition.env), ...inDependencies], tell);
  const passed = namesIn(listOf(definition.passThroughEnv), tell);
  const secrets = declared.filter(isSecretName);
  for (const name of secrets) tell(name, "it is named like a secret, so that it reaches the command and enters no key");
  return { env: declared.filter((name) => !isSecretName(name)), passEnv: [...new Set([...secrets, ...passed])] };
}

function namesIn(values: readonly unknown[], tell: (name: string, why: string) => void): string[] {
  const found = values.flatMap((value): string[] => {
    const name = textOf(value) ?? "";
    if (/^[A-Za-z_]\w*$/.test(name)) return [name];
    tell(name, name.startsWith("!") ? "nothing is taken out again" : "variables are named one by one, without wildcards");
    return [];
  });
  return [...new Set(found)];
}

function globals(
  file: Readonly<Record<string, unknown>>,
  { yaml, left }: { yaml: YamlFile; left: Left },
): Pick<RegistryParts, "globalEnv" | "globalInputs"> {
  const tell = (name: string, why: string) => left(`globalEnv ${name}`, { yaml, path: ["globalEnv"] }, why);
  const inputs: string[] = [];
  const variables: unknown[] = [...listOf(file.globalEnv)];
  for (const each of listOf(file.globalDependencies)) {
    const glob = textOf(each) ?? "";
    if (glob.startsWith("$")) variables.push(glob.slice(1));
    else if (/^!?(\/|\.\.)/.test(glob) || glob === "")
      left(`globalDependencies ${glob}`, { yaml, path: ["globalDependencies"] }, "it lies outside of the workspace");
    else inputs.push(glob);
  }
  const names = namesIn(variables, tell);
  for (const name of names.filter(isSecretName)) tell(name, "it is named like a secret: name it under passEnv of what needs it");
  const passed = namesIn(listOf(file.globalPassThroughEnv), tell);
  if (passed.length > 0)
    left("globalPassThroughEnv", { yaml, path: ["globalPassThroughEnv"] }, `passEnv is said of a service: ${passed.join(", ")}`);
  const env = names.filter((name) => !isSecretName(name));
  return { ...(env.length === 0 ? {} : { globalEnv: env }), ...(inputs.length === 0 ? {} : { globalInputs: inputs }) };
}

const OF_FILE: Readonly<Record<string, string>> = {
  remoteCache: "results are shared between machines by CI's cache alone",
  experimentalSpaces: "runs are told to no server",
  globalDotEnv: "`.env` files are variables, and in no key: name them under globalInputs",
  envMode: "what may be kept sees only what it declares; anything else sees all",
  boundaries: "which package may use which is not looked at",
  concurrency: "it is said for a run: --concurrency",
};

function leftOfFile(file: Readonly<Record<string, unknown>>, { yaml, left }: { yaml: YamlFile; left: Left }): void {
  for (const [key, why] of Object.entries(OF_FILE)) if (file[key] !== undefined) left(key, { yaml, path: [key] }, why);
  for (const extended of listOf(file.extends))
    if (extended !== "//")
      left("extends", { yaml, path: ["extends"] }, `the tasks of ${isObject(extended) ? "another file" : String(extended)} are not read`);
}
