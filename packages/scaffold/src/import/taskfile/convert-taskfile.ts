import type { VerbConfig } from "@nix-repo/config";
import { isSecretName } from "@nix-repo/model";
import {
  type Carried,
  type Imported,
  type NotCarried,
  type Surroundings,
  shortest,
  type VerbOptions,
  type Verbs,
  workspaceOf,
} from "../imported.ts";
import { reachedBy } from "../justfile/convert-justfile.ts";
import { nameOf, variableOf } from "../justfile/params.ts";
import { isName, isVerbName } from "../names.ts";
import { isObject, listOf, objectOf, textOf, type YamlFile } from "../yaml-file.ts";
import { envOf, verbOfTask } from "./task-verb.ts";
import { withVars } from "./templates.ts";

/** A Taskfile that another one includes. */
export interface IncludedTaskfile {
  readonly namespace: string;
  /** What its tasks are called in it; undefined where it could not be read. */
  readonly tasks: readonly string[] | undefined;
  /** The folder of a service, where its tasks run in the folder that it lies in. */
  readonly service?: string | undefined;
  readonly flatten: boolean;
  readonly internal: boolean;
}

export interface TaskfileToImport extends Surroundings {
  readonly yaml: YamlFile;
  readonly included: readonly IncludedTaskfile[];
  readonly anyOrder: boolean;
  readonly ownCommands: readonly string[];
  readonly ownFlags: readonly string[];
}

/** A Taskfile as verbs of the workspace. https://taskfile.dev/reference/schema */
export function convertTaskfile(given: TaskfileToImport): Imported {
  const { yaml, path } = given;
  const file = objectOf(yaml.value);
  const variables = withVars(new Map(), file.vars);
  const env = envOf(file.env, variables);
  const why = whyAllStay(file) ?? ("why" in env ? `every task sees ${env.why}` : undefined);
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";

  const verbs: Verbs = {};
  const carried: Carried[] = [];
  const notCarried: NotCarried[] = [];
  for (const [name, raw] of Object.entries(objectOf(file.tasks))) {
    const where = yaml.place(["tasks", name]);
    const task = isObject(raw) ? raw : { cmds: listOf(raw) };
    const names = [name, ...listOf(task.aliases).flatMap((alias) => textOf(alias) ?? [])];
    if (name.includes("*")) {
      notCarried.push({ what: name, where, why: "its name stands for many", instead: `task ${name} still runs it` });
      continue;
    }
    const found = verbOfTask(name, task, { variables, folder, anyOrder: given.anyOrder, why });
    for (const each of names) {
      if (!isVerbName(each)) {
        notCarried.push({ what: each, where, why: "a verb cannot have that name", instead: `task ${each} still runs it` });
        continue;
      }
      const as = reachedBy(each, given.ownCommands);
      const description = descriptionOf(task);
      if ("verb" in found) {
        verbs[each] = shortest({ ...description, ...found.verb });
        carried.push({ what: each, as, where });
        for (const left of found.left) notCarried.push({ what: each, where, why: left });
      } else {
        verbs[each] = delegated(each, task, { ...given, description });
        notCarried.push({ what: each, where, why: found.why, instead: `${as} runs task ${each}` });
      }
    }
  }
  if ("env" in env && Object.keys(env.env).length > 0)
    notCarried.push({
      what: "env",
      where: yaml.place(["env"]),
      why: "for Task the caller's own variables go first; here those of the registry do",
    });
  const services: Record<string, { path: string }> = {};
  includeAll(given, { folder, verbs, services, carried, notCarried });
  withoutDangling(verbs, services, { given, notCarried, carried });
  const known = "env" in env && why === undefined ? env.env : {};
  return {
    parts: { services, ...workspaceOf(verbs, { ...given, env: known }) },
    carried,
    replaced: [],
    notCarried,
  };
}

function whyAllStay(file: Readonly<Record<string, unknown>>): string | undefined {
  if (file.set !== undefined || file.shopt !== undefined) return "the Taskfile sets options of its shell";
  const dotenv = listOf(file.dotenv).map(textOf);
  if (dotenv.some((each) => each !== ".env" && each !== ".env.local")) return `the Taskfile reads variables from ${dotenv.join(", ")}`;
  if (dotenv.join() === ".env,.env.local") return "in the Taskfile .env goes before .env.local";
  return undefined;
}

function descriptionOf({ desc, summary }: Readonly<Record<string, unknown>>): { readonly description?: string } {
  const text = textOf(desc)?.trim() || textOf(summary)?.trim().split("\n")[0];
  return text ? { description: text } : {};
}

type Delegating = Pick<TaskfileToImport, "path" | "ownFlags"> & { readonly description: { readonly description?: string } };

/** What it requires becomes parameters; what stands behind `--` is the task's CLI_ARGS. */
function delegated(name: string, task: Readonly<Record<string, unknown>>, { path, ownFlags, description }: Delegating): VerbConfig {
  const argv = ["task", "--taskfile", path, name];
  const asks = task.prompt === undefined && task.interactive !== true ? {} : { interactive: true };
  const required = listOf(objectOf(task.requires).vars).map((each) => ({
    name: textOf(each) ?? textOf(objectOf(each).name) ?? "",
    choices: listOf(objectOf(each).enum).flatMap((choice) => textOf(choice) ?? []),
  }));
  // A secret comes from the caller's environment, as it can for Task as well.
  const canBeParams = required.length > 0 && required.every((each) => /^[A-Za-z_]\w*$/.test(each.name) && !isSecretName(each.name));
  if (!canBeParams) return shortest({ ...description, run: [...argv, "--"], ...asks });
  const params: NonNullable<VerbOptions["params"]> = Object.fromEntries(
    required.map(({ name: variable, choices }) => [
      nameOf(variable, ownFlags),
      { ...(choices.length === 0 ? {} : { kind: "choice" as const, choices }), required: true, env: variableOf(variable, false) },
    ]),
  );
  const words = required.map((each) => `${each.name}="$${variableOf(each.name, false)}"`);
  return { ...description, run: [...argv.map(wordOf), ...words].join(" "), ...asks, params };
}

function wordOf(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

interface Collected {
  readonly folder: string;
  readonly verbs: Verbs;
  readonly services: Record<string, { path: string }>;
  readonly carried: Carried[];
  readonly notCarried: NotCarried[];
}

function includeAll({ included, yaml, path, ownCommands }: TaskfileToImport, { verbs, services, carried, notCarried }: Collected): void {
  for (const { namespace, tasks, service, flatten, internal } of included) {
    const where = yaml.place(["includes", namespace]);
    if (service !== undefined && isName(namespace) && !internal && !flatten) {
      services[namespace] = { path: service };
      carried.push({ what: `includes: ${namespace}`, as: `the service ${namespace}, whose own Taskfile gives its verbs`, where });
      continue;
    }
    if (tasks === undefined) {
      notCarried.push({
        what: `includes: ${namespace}`,
        where,
        why: "the file cannot be read from here",
        instead: "task still runs what is in it",
      });
      continue;
    }
    if (internal) continue;
    for (const task of tasks) {
      const name = flatten ? task : task === "default" ? namespace : `${namespace}:${task}`;
      if (!isVerbName(name) || verbs[name] !== undefined) continue;
      verbs[name] = ["task", "--taskfile", path, name, "--"];
      const instead = `${reachedBy(name, ownCommands)} runs task ${name}`;
      notCarried.push({ what: name, where, why: "it belongs to an included Taskfile", instead });
    }
  }
}

/** What depends on a task that has no verb is left to Task as well. */
function withoutDangling(
  verbs: Verbs,
  services: Readonly<Record<string, unknown>>,
  { given, carried, notCarried }: { given: TaskfileToImport; carried: Carried[]; notCarried: NotCarried[] },
): void {
  const isThere = (name: string) => verbs[name] !== undefined || services[name.split(":")[0] ?? ""] !== undefined;
  for (;;) {
    const dangling = Object.entries(verbs).find(([, verb]) => isOptions(verb) && verb.dependsOn?.some((name) => !isThere(name)));
    if (dangling === undefined) return;
    const [name, verb] = dangling;
    const task = objectOf(objectOf(objectOf(given.yaml.value).tasks)[name]);
    const missing = isOptions(verb) ? verb.dependsOn?.find((each) => !isThere(each)) : undefined;
    verbs[name] = delegated(name, task, { ...given, description: descriptionOf(task) });
    const index = carried.findIndex(({ what }) => what === name);
    if (index >= 0) carried.splice(index, 1);
    notCarried.push({
      what: name,
      where: given.yaml.place(["tasks", name]),
      why: `it needs ${missing}, which is no verb`,
      instead: `${reachedBy(name, given.ownCommands)} runs task ${name}`,
    });
  }
}

function isOptions(verb: VerbConfig): verb is VerbOptions {
  return typeof verb === "object" && !Array.isArray(verb);
}
