/**
 * What `nix print-dev-env --json` says of a devShell, as data that can be written to a file and read again.
 * Nothing in it depends on who asked: the caller's environment comes in when an environment is rebuilt from it.
 */
export interface CapturedEnvironment {
  readonly format: 1;
  /** As it was given to Nix, relative to the workspace's root. */
  readonly installable: string;
  /** `2.26.3`; what `nix develop` does to PATH and XDG_DATA_DIRS depends on it. */
  readonly nixVersion: string;
  /** The environment's own path in the store, where Nix told it. */
  readonly storePath?: string;
  /** In Nix's order, which is that of `nix develop`'s own script. */
  readonly variables: Readonly<Record<string, CapturedVariable>>;
  /** Bodies of bash functions, without the braces. Only a hook sees them. */
  readonly functions: Readonly<Record<string, string>>;
  readonly structuredAttrs?: { readonly json: string; readonly sh: string };
}

/** By how bash declared it. `unknown` (readonly, integer … variables) is skipped by `nix develop` itself. */
export type CapturedVariable =
  | { readonly type: "exported"; readonly value: string }
  | { readonly type: "var"; readonly value: string }
  | { readonly type: "array"; readonly value: readonly string[] }
  | { readonly type: "associative"; readonly value: Readonly<Record<string, string>> }
  | { readonly type: "unknown" };

/**
 * Reads Nix's JSON.
 * @returns undefined for anything that is not exactly as expected: then only `nix develop` itself can be right.
 */
export function parseDevEnv(text: string): Pick<CapturedEnvironment, "variables" | "functions" | "structuredAttrs"> | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(json) || !isRecord(json.variables) || !isStrings(json.bashFunctions)) return undefined;
  if (!Object.values(json.variables).every(isVariable)) return undefined;
  const parsed = { variables: json.variables as Record<string, CapturedVariable>, functions: json.bashFunctions };
  if (json.structuredAttrs === undefined) return parsed;
  if (!isStrings(json.structuredAttrs)) return undefined;
  const { ".attrs.json": attrsJson, ".attrs.sh": attrsSh } = json.structuredAttrs;
  if (attrsJson === undefined || attrsSh === undefined) return undefined;
  return { ...parsed, structuredAttrs: { json: attrsJson, sh: attrsSh } };
}

function isVariable(variable: unknown): boolean {
  if (!isRecord(variable)) return false;
  switch (variable.type) {
    case "exported":
    case "var":
      return typeof variable.value === "string";
    case "array":
      return Array.isArray(variable.value) && variable.value.every((item) => typeof item === "string");
    case "associative":
      return isStrings(variable.value);
    case "unknown":
      return true;
    default:
      return false;
  }
}

function isStrings(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a variable that holds one. */
export function textOf(variables: CapturedEnvironment["variables"], name: string): string | undefined {
  const variable = variables[name];
  return variable?.type === "exported" || variable?.type === "var" ? variable.value : undefined;
}

/** The hook, or undefined where it has nothing to run. */
export function hookOf({ variables }: Pick<CapturedEnvironment, "variables">): string | undefined {
  const hook = textOf(variables, "shellHook");
  return hook === undefined || hook.trim() === "" ? undefined : hook;
}
