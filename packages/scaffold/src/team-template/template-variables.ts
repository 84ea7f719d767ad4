import { nearest } from "@nix-repo/model";

/** What a team's template wants to be told. */
export interface TemplateVariable {
  readonly name: string;
  readonly description?: string;
  readonly kind: "string" | "boolean" | "choice";
  /** As text. */
  readonly default?: string;
  readonly choices: readonly string[];
  readonly required: boolean;
}

/** What `template.json` or `template.yaml` says. */
export interface TemplateManifest {
  readonly description?: string;
  /** The stack of services made of it. */
  readonly stack?: string;
  /** What their devShell needs of nixpkgs: attribute paths. */
  readonly packages?: readonly string[];
  readonly variables: readonly TemplateVariable[];
}

/** Those that every template has: the service's name, and its folder relative to the registry's root. */
export const OWN_VARIABLES = ["name", "path"] as const;

/** Reads a manifest's value; the mistakes in it are clauses. */
export function readManifest(value: unknown): { readonly manifest: TemplateManifest } | { readonly mistakes: readonly string[] } {
  const mistakes: string[] = [];
  if (!isObject(value)) return { mistakes: ["expected an object with variables"] };
  for (const key of Object.keys(value)) {
    if (!FIELDS.includes(key)) mistakes.push(`there is no field ${JSON.stringify(key)}${suggestion(key, FIELDS)}`);
  }
  const text = (key: string) => {
    const found = value[key];
    if (found !== undefined && typeof found !== "string") mistakes.push(`${key}: expected a text`);
    return typeof found === "string" ? { [key]: found } : {};
  };
  const packages = value.packages;
  if (packages !== undefined && !isTexts(packages)) mistakes.push("packages: expected a list of attributes of nixpkgs");
  const listed = value.variables ?? [];
  if (!Array.isArray(listed)) mistakes.push("variables: expected a list");
  const variables = (Array.isArray(listed) ? listed : []).flatMap(
    (each, i) => readVariable(each, { at: `variables[${i}]`, mistakes }) ?? [],
  );
  for (const [i, { name }] of variables.entries())
    if (variables.findIndex((each) => each.name === name) !== i) mistakes.push(`variables[${i}]: there is another ${name}`);
  if (mistakes.length > 0) return { mistakes };
  return { manifest: { ...text("description"), ...text("stack"), ...(isTexts(packages) ? { packages } : {}), variables } };
}

const FIELDS = ["$schema", "description", "stack", "packages", "variables"];
const VARIABLE_FIELDS = ["name", "description", "kind", "default", "choices", "required"];

function readVariable(value: unknown, { at, mistakes }: { at: string; mistakes: string[] }): TemplateVariable | undefined {
  if (!isObject(value)) {
    mistakes.push(`${at}: expected an object with a name`);
    return undefined;
  }
  const before = mistakes.length;
  for (const key of Object.keys(value))
    if (!VARIABLE_FIELDS.includes(key)) mistakes.push(`${at}: there is no field ${JSON.stringify(key)}${suggestion(key, VARIABLE_FIELDS)}`);
  const { name, description, kind = value.choices === undefined ? "string" : "choice", choices = [], required = false } = value;
  const isName = typeof name === "string" && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !name.includes("__");
  if (!isName) mistakes.push(`${at}.name: expected letters, digits and single _, beginning with a letter`);
  else if ((OWN_VARIABLES as readonly string[]).includes(name)) mistakes.push(`${at}.name: ${name} is there by itself`);
  if (description !== undefined && typeof description !== "string") mistakes.push(`${at}.description: expected a text`);
  if (kind !== "string" && kind !== "boolean" && kind !== "choice") mistakes.push(`${at}.kind: expected string, boolean or choice`);
  if (!isTexts(choices) || (kind === "choice" && choices.length === 0)) mistakes.push(`${at}.choices: expected a list of texts`);
  if (typeof required !== "boolean") mistakes.push(`${at}.required: expected true or false`);
  const given = value.default;
  if (given !== undefined && typeof given !== "string" && typeof given !== "boolean" && typeof given !== "number")
    mistakes.push(`${at}.default: expected a text, a number, true or false`);
  if (mistakes.length > before) return undefined;
  const variable: TemplateVariable = {
    name: name as string,
    ...(typeof description === "string" ? { description } : {}),
    kind: kind as TemplateVariable["kind"],
    ...(given === undefined ? {} : { default: String(given) }),
    choices: choices as readonly string[],
    required: required as boolean,
  };
  const wrong = variable.default === undefined ? undefined : whyNoValue(variable, variable.default);
  if (wrong === undefined) return variable;
  mistakes.push(`${at}.default: ${wrong}`);
  return undefined;
}

/** Why a text is no value of a variable, as a clause. */
export function whyNoValue({ kind, choices }: TemplateVariable, text: string): string | undefined {
  if (kind === "boolean" && text !== "true" && text !== "false") return `expected true or false, got ${JSON.stringify(text)}`;
  if (kind !== "choice" || choices.includes(text)) return undefined;
  return `expected ${choices.join(", ")}; got ${JSON.stringify(text)}${suggestion(text, choices)}`;
}

function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "");
}
