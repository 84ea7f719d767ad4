import type { ServiceConfig, VerbConfig } from "@nix-repo/config";
import type { NotCarried } from "../imported.ts";
import { isPlainCommand } from "../shell/plain-command.ts";
import type { StringVariable } from "./string-variables.ts";

/** A registry that is kept as text in a variable: a row `name path shell key` for each service, and variables `KEY_VERB` beside it. */
export interface RegistryTable {
  readonly variable: string;
  readonly services: readonly TableService[];
  readonly notCarried: readonly Omit<NotCarried, "where">[];
}

export interface TableService {
  readonly name: string;
  readonly config: ServiceConfig;
  /** 1-based, in the justfile. */
  readonly line: number;
  /** The verbs that have a variable of their own. */
  readonly verbs: readonly string[];
}

export function findRegistryTable(variables: ReadonlyMap<string, StringVariable>): RegistryTable | undefined {
  for (const [variable, { value, line }] of variables) {
    const rows = value
      .split("\n")
      .map((row, i) => ({ words: row.trim().split(/\s+/), line: line + i }))
      .filter(({ words }) => words[0] !== "" && !words[0]?.startsWith("#"));
    const isTable = rows.length > 0 && rows.some(({ words }) => isRow(words)) && (variable === "SVC_LIST" || value.includes("devShells."));
    if (isTable) return readRows(variable, rows, variables);
  }
  return undefined;
}

function isRow(words: readonly string[]): boolean {
  return words.length === 4 && SERVICE_NAME.test(words[0] ?? "") && /^[A-Z][A-Z0-9_]*$/.test(words[3] ?? "");
}

const SERVICE_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*$/u;

function readRows(
  variable: string,
  rows: readonly { readonly words: readonly string[]; readonly line: number }[],
  variables: ReadonlyMap<string, StringVariable>,
): RegistryTable {
  const services: TableService[] = [];
  const notCarried: Omit<NotCarried, "where">[] = [];
  const keys = rows.flatMap(({ words }) => (isRow(words) ? [words[3] ?? ""] : []));
  for (const { words, line } of rows) {
    const what = `${variable}: ${words.join(" ")}`;
    const [name = "", path = "", shell = "", key = ""] = words;
    if (!isRow(words)) notCarried.push({ what, why: "a row has a service's name, its folder, its shell and the key of its variables" });
    else if (services.some((service) => service.name === name)) notCarried.push({ what, why: `there is a service ${name} already` });
    else {
      const verbs = verbsOf(key, keys, variables);
      const config = { path, shell, ...(Object.keys(verbs).length === 0 ? {} : { verbs }) };
      services.push({ name, config, line, verbs: Object.keys(verbs) });
    }
  }
  return { variable, services, notCarried };
}

function verbsOf(key: string, keys: readonly string[], variables: ReadonlyMap<string, StringVariable>): Record<string, VerbConfig> {
  const verbs: Record<string, VerbConfig> = {};
  for (const [name, { value }] of variables) {
    const verb = verbIn(name, key);
    // `MS_A_DEV` is of the service with the key MS_A, where there is one.
    const isAnothers = keys.some((other) => other.length > key.length && verbIn(name, other) !== undefined);
    if (verb === undefined || isAnothers || value.trim() === "") continue;
    verbs[verb] = commandOf(value.trim());
  }
  return verbs;
}

function verbIn(variable: string, key: string): string | undefined {
  const verb = variable.startsWith(`${key}_`) ? variable.slice(key.length + 1) : "";
  return /^[A-Z][A-Z0-9_]*$/.test(verb) ? verb.toLowerCase().replaceAll("_", "-") : undefined;
}

/** They ran by `bash -lc`, which goes on behind a failure; a verb does not. */
function commandOf(command: string): VerbConfig {
  return isPlainCommand(command) ? command : ["bash", "-c", command];
}
