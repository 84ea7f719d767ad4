import { posix } from "node:path";
import { isSecretName } from "@nix-repo/model";
import type { VerbOptions } from "../imported.ts";
import { runOfLines } from "../shell/shell-lines.ts";
import { isObject, listOf, objectOf, textOf } from "../yaml-file.ts";
import { fillTemplate, type Variables, withVars } from "./templates.ts";

export interface OfTaskfile {
  readonly variables: Variables;
  /** The folder of the Taskfile, relative to that of the registry. */
  readonly folder: string;
  readonly anyOrder: boolean;
  /** Why no task of the file can be carried over. */
  readonly why?: string | undefined;
}

/** What a verb has of a task; `left` is what changes nothing of what it does, and has no counterpart. */
export type TaskVerb =
  | { readonly verb: VerbOptions & { readonly run: string | readonly string[] }; readonly left: readonly string[] }
  | { readonly why: string };

/** Keys of a task that have a counterpart, or change nothing. */
const CARRIED = new Set(
  "aliases cmd cmds deps desc dir dotenv env generates ignore_error interactive internal label method prefix requires run silent sources summary vars".split(
    " ",
  ),
);

const REASONS: Readonly<Record<string, string>> = {
  for: "it loops",
  if: "it runs under a condition alone",
  platforms: "it is one for some platforms alone",
  preconditions: "it has preconditions",
  prompt: "it asks before it runs",
  set: "it sets options of Task's shell",
  shopt: "it sets options of Task's shell",
  status: "a command says whether it is up to date",
  watch: "it watches files by itself",
};

export function verbOfTask(name: string, task: Readonly<Record<string, unknown>>, of: OfTaskfile): TaskVerb {
  if (of.why !== undefined) return { why: of.why };
  const other = Object.keys(task).find((key) => !CARRIED.has(key) && task[key] !== false && task[key] !== null);
  if (other !== undefined) return { why: REASONS[other] ?? `there is nothing like ${other} here` };
  const needed = listOf(objectOf(task.requires).vars);
  if (needed.length > 0) return { why: "variables are pasted into its commands" };
  const dotenv = listOf(task.dotenv).map(textOf);
  if (dotenv.some((file) => file !== ".env" && file !== ".env.local")) return { why: `it reads variables from ${dotenv.join(", ")}` };

  const variables = withVars(new Map([...of.variables, ["TASK", { value: name }]]), task.vars);
  const folder = folderOf(task.dir, of.folder, variables);
  if (typeof folder === "object") return folder;
  const env = envOf(task.env, variables);
  if ("why" in env) return env;
  const steps = stepsOf(task, variables);
  if ("why" in steps) return steps;
  const dependsOn = dependenciesOf(task, steps.first, of);
  if ("why" in dependsOn) return dependsOn;
  const files = filesOf(task, folder, variables);
  const verb = {
    run: runOfLines({ shell: ["bash", "-ec"], lines: steps.lines, folder }),
    ...(dependsOn.dependsOn.length === 0 ? {} : { dependsOn: dependsOn.dependsOn }),
    ...files.globs,
    ...(Object.keys(env.env).length === 0 ? {} : { env: env.env }),
    ...(task.interactive === true ? { interactive: true } : {}),
  };
  return { verb, left: files.left };
}

function folderOf(dir: unknown, folder: string, variables: Variables): string | { readonly why: string } {
  if (dir === undefined || dir === null) return folder;
  const filled = fillTemplate(textOf(dir) ?? "{{}}", variables);
  if ("why" in filled) return { why: `its folder: ${filled.why}` };
  const inside = posix.normalize(posix.join(folder, filled.text)).replace(/(?<=.)\/$/, "");
  return filled.text.startsWith("/") || /[~$]/.test(filled.text) || inside.startsWith("..")
    ? { why: "it runs outside of the workspace" }
    : inside;
}

/** The static variables of an `env`; a command's output, or what is named like a secret, is none. */
export function envOf(env: unknown, variables: Variables): { readonly env: Readonly<Record<string, string>> } | { readonly why: string } {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectOf(env))) {
    const text = textOf(value);
    if (text === undefined) return { why: `${name} is what a command prints` };
    const filled = fillTemplate(text, variables);
    if ("why" in filled) return { why: `${name}: ${filled.why}` };
    if (/\$/.test(filled.text)) return { why: `${name} is made of other variables` };
    if (isSecretName(name) || !/^[A-Za-z_]\w*$/.test(name)) return { why: `no registry holds a variable ${name}` };
    found[name] = filled.text;
  }
  return { env: found };
}

interface Steps {
  /** Tasks that are called before the first command. */
  readonly first: readonly string[];
  readonly lines: readonly { readonly text: string; readonly ignoresFailure: boolean }[];
}

function stepsOf(task: Readonly<Record<string, unknown>>, variables: Variables): Steps | { readonly why: string } {
  const first: string[] = [];
  const lines: { text: string; ignoresFailure: boolean }[] = [];
  for (const step of [...listOf(task.cmd), ...listOf(task.cmds)]) {
    if (isObject(step) && step.task !== undefined) {
      const called = textOf(step.task) ?? "";
      if (step.vars !== undefined) return { why: `it gives variables to ${called}` };
      if (lines.length > 0) return { why: `it calls ${called} between its commands` };
      if (called.includes("{{")) return { why: "which task it calls is known only when it runs" };
      first.push(called.replace(/^:/, ""));
      continue;
    }
    const command = isObject(step) ? textOf(step.cmd) : textOf(step);
    const unlike = isObject(step) ? Object.keys(step).find((key) => !["cmd", "silent", "ignore_error"].includes(key)) : undefined;
    if (unlike !== undefined) return { why: unlike === "defer" ? "it defers a command" : (REASONS[unlike] ?? `a command has ${unlike}`) };
    if (command === undefined) return { why: "a command is no text" };
    const filled = fillTemplate(command, variables);
    if ("why" in filled) return filled;
    const ignoresFailure = task.ignore_error === true || (isObject(step) && step.ignore_error === true);
    if (filled.text.trim() !== "") lines.push({ text: filled.text.trimEnd(), ignoresFailure });
  }
  return { first, lines };
}

function dependenciesOf(
  task: Readonly<Record<string, unknown>>,
  first: readonly string[],
  { anyOrder }: OfTaskfile,
): { readonly dependsOn: readonly string[] } | { readonly why: string } {
  const dependsOn: string[] = [];
  for (const dependency of listOf(task.deps)) {
    const name = isObject(dependency) ? textOf(dependency.task) : textOf(dependency);
    if (
      name === undefined ||
      name.includes("{{") ||
      (isObject(dependency) && (dependency.vars !== undefined || dependency.for !== undefined))
    )
      return { why: "it gives variables to what it depends on, or loops over it" };
    dependsOn.push(name.replace(/^:/, ""));
  }
  const all = [...new Set([...dependsOn, ...first])];
  if (first.length > 0 && all.length > 1 && !anyOrder)
    return { why: `it calls ${first.join(", ")} in order, and dependsOn would run them side by side (--any-order says that they may)` };
  return { dependsOn: all };
}

/** `sources` and `generates` are relative to the task's folder; what a glob of ours cannot say is left out. */
function filesOf(
  { sources, generates }: Readonly<Record<string, unknown>>,
  folder: string,
  variables: Variables,
): { readonly globs: Pick<VerbOptions, "inputs" | "outputs">; readonly left: readonly string[] } {
  const inputs = globsOf(sources, folder, variables);
  const outputs = globsOf(generates, folder, variables);
  const left: string[] = [];
  if (inputs === undefined) left.push("sources: they lead out of the workspace, or are known only when it runs");
  if (outputs === undefined) left.push("generates: what it writes lies outside of the workspace, or is known only when it runs");
  return {
    globs: {
      ...(inputs === undefined || inputs.length === 0 ? {} : { inputs }),
      // A result is kept only where all is known that it depends on, and all that it writes.
      ...(inputs === undefined || outputs === undefined || outputs.length === 0 ? {} : { outputs }),
    },
    left,
  };
}

function globsOf(value: unknown, folder: string, variables: Variables): string[] | undefined {
  const globs: string[] = [];
  for (const item of listOf(value)) {
    const exclude = isObject(item) ? textOf(item.exclude) : undefined;
    const filled = fillTemplate(exclude ?? textOf(item) ?? "{{}}", variables);
    if ("why" in filled) return undefined;
    const glob = posix.normalize(posix.join(folder, filled.text));
    if (filled.text.startsWith("/") || /[~$]/.test(filled.text) || glob.startsWith("..") || /^(\.|\*+)\/?$/.test(glob)) return undefined;
    globs.push(exclude === undefined ? glob : `!${glob}`);
  }
  return globs;
}
