import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { STACK_NAMES, type StackName } from "@nix-repo/config";
import { nearest, ok, type Result } from "@nix-repo/model";
import {
  fileTree,
  fillTemplate,
  readTemplate,
  serviceFiles,
  shellPackages,
  type TeamTemplate,
  templateFiles,
  templateNames,
  type WrittenFile,
  whyNoValue,
} from "@nix-repo/scaffold";
import type { NewFlags } from "./new-flags.ts";
import type { NewPlace } from "./where-it-goes.ts";

/** A stack, a team's template, or a template with another stack than it names. */
export type Source =
  | { readonly kind: "stack"; readonly stack: StackName }
  | { readonly kind: "template"; readonly template: TeamTemplate; readonly stack: string | undefined };

/** What was asked for by flags; undefined where they name nothing that is there. Mistakes are added, a clause each. */
export async function sourceOf(root: string, { stack, template }: NewFlags, mistakes: string[]): Promise<Result<Source | undefined>> {
  const names = templateNames(root);
  if (template !== undefined) {
    if (!names.includes(template)) {
      const known = names.length === 0 ? "there is none in templates/" : `those of templates/ are ${names.join(", ")}`;
      mistakes.push(`there is no template ${JSON.stringify(template)}${suggestion(template, names)} (${known})`);
      return ok(undefined);
    }
    const read = await readTemplate(root, template);
    return read.ok ? ok({ kind: "template", template: read.value, stack: stack ?? read.value.manifest.stack }) : read;
  }
  if (stack === undefined) {
    const templates = names.length === 0 ? "" : `, or a template (--template ${names.join(", ")})`;
    mistakes.push(`it needs a stack (--stack ${STACK_NAMES.join(", ")})${templates}`);
    return ok(undefined);
  }
  if (isStack(stack)) return ok({ kind: "stack", stack });
  mistakes.push(
    `there is no program for a stack ${JSON.stringify(stack)}${suggestion(stack, STACK_NAMES)} (there are ${STACK_NAMES.join(", ")})`,
  );
  return ok(undefined);
}

export function isStack(name: string): name is StackName {
  return (STACK_NAMES as readonly string[]).includes(name);
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}

/** The values of a template's variables by flags and defaults, the service's own first. `ask` gives those that nothing else does. */
export function valuesFor(
  { manifest: { variables } }: TeamTemplate,
  {
    given,
    place,
    ask,
  }: { given: readonly string[]; place: NewPlace; ask: ((variable: (typeof variables)[number]) => string | undefined) | undefined },
  mistakes: string[],
): ReadonlyMap<string, string> {
  const values = new Map([
    ["name", place.name],
    ["path", place.folder],
  ]);
  const names = variables.map(({ name }) => name);
  const flags = new Map<string, string>();
  for (const each of given) {
    const [name = "", ...value] = each.split("=");
    if (value.length === 0) mistakes.push(`--var ${each}: expected a name and a value, with = between them`);
    else if (names.includes(name)) flags.set(name, value.join("="));
    else mistakes.push(`--var ${name}: the template has no such variable${suggestion(name, names)}`);
  }
  for (const variable of variables) {
    const value = flags.get(variable.name) ?? ask?.(variable) ?? variable.default ?? (variable.required ? undefined : emptyOf(variable));
    const why = value === undefined ? "the template needs it" : whyNoValue(variable, value);
    if (why !== undefined) mistakes.push(`--var ${variable.name}: ${why}${describing(variable.description)}`);
    values.set(variable.name, value ?? "");
  }
  return values;
}

function emptyOf({ kind, choices }: { kind: string; choices: readonly string[] }): string {
  return kind === "boolean" ? "false" : (choices[0] ?? "");
}

function describing(description: string | undefined): string {
  return description === undefined ? "" : ` (${description})`;
}

/** The files by paths relative to the workspace's root. Fails as `template-invalid`. */
export function filesOf(
  source: Source,
  { place, docker, values }: { place: NewPlace; docker: boolean; values: ReadonlyMap<string, string> },
): Result<readonly WrittenFile[]> {
  if (source.kind === "stack") return ok(serviceFiles({ stack: source.stack, name: place.name, path: place.path, docker }));
  const read = templateFiles(source.template);
  if (!read.ok) return read;
  const filled = fillTemplate(read.value, { values, folder: place.path });
  if ("mistakes" in filled)
    return { ok: false, error: { code: "template-invalid", file: source.template.folder, mistakes: filled.mistakes } };
  return ok(filled.files);
}

/** What the devShell needs of nixpkgs: what the template says, or what the stack's verbs call here, by the files that there will be and those above. */
export function packagesOf(
  source: Source,
  { files, place, root }: { files: readonly WrittenFile[]; place: NewPlace; root: string },
): readonly string[] {
  const own = source.kind === "template" ? source.template.manifest.packages : undefined;
  const folder = place.path;
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const read = (path: string) => texts.get(path) ?? textOf(join(root, path));
  const tree = fileTree({ paths: [...texts.keys(), ...filesAbove(root, folder)], read });
  const taskFiles = [...tree.names(folder)];
  const { stack } = source;
  const kind = stack !== undefined && isStack(stack) ? stack : "other";
  return own ?? shellPackages({ folder, kind, manifest: "", besides: { taskFiles } }, tree);
}

/** The files in the folders above one, the workspace's root included: lockfiles among them tell of package managers. */
function filesAbove(root: string, folder: string): readonly string[] {
  const above = folder.includes("/") ? folder.slice(0, folder.lastIndexOf("/")) : "";
  const entries = existsSync(join(root, above)) ? readdirSync(join(root, above), { withFileTypes: true }) : [];
  const here = entries.flatMap((entry) => (entry.isFile() ? [above === "" ? entry.name : `${above}/${entry.name}`] : []));
  return above === "" ? here : [...filesAbove(root, above), ...here];
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
