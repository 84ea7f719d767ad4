import { randomBytes } from "node:crypto";
import type { Variables } from "@nix-repo/model";

/** What entering an environment changes: values to set, and names that are gone in it. */
export interface EnvironmentChange {
  readonly set: Variables;
  readonly unset: readonly string[];
}

/** Variables that belong to a process rather than to an environment. */
const OWN = new Set(["_", "SHLVL", "PWD", "OLDPWD", "BASHOPTS", "SHELLOPTS"]);

export function changeBetween(before: Variables, after: Variables): EnvironmentChange {
  const set = Object.entries(after).filter(([name, value]) => !OWN.has(name) && before[name] !== value);
  const unset = Object.keys(before).filter((name) => !OWN.has(name) && after[name] === undefined);
  return { set: Object.fromEntries(set), unset };
}

export type ExportFormat = "sh" | "json" | "dotenv" | "github" | "direnv";

/** Names that a shell cannot hold (exported functions, `a.b`) are left out of the forms that a shell reads. */
export function exportText(change: EnvironmentChange, format: Exclude<ExportFormat, "direnv">): string {
  const { set, unset } = change;
  const named = Object.entries(set).filter(([name]) => /^[A-Za-z_]\w*$/.test(name));
  switch (format) {
    case "sh":
      return lines([
        ...unset.filter((name) => /^[A-Za-z_]\w*$/.test(name)).map((name) => `unset ${name}`),
        ...named.map(([name, value]) => `export ${name}=${shellQuoted(value)}`),
      ]);
    case "json":
      return `${JSON.stringify({ version: 1, kind: "environment", set, unset }, undefined, 2)}\n`;
    case "dotenv":
      return lines(named.map(([name, value]) => `${name}=${dotenvQuoted(value)}`));
    case "github":
      return lines(named.map(([name, value]) => githubEntry(name, value)));
  }
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}

export function shellQuoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** Single quotes keep everything as it is; a value that holds one goes into double quotes, as dotenv libraries read them. */
function dotenvQuoted(value: string): string {
  if (!value.includes("'")) return `'${value}'`;
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** https://docs.github.com/actions: a delimiter that the value cannot hold, so that no value can end its own entry. */
function githubEntry(name: string, value: string): string {
  const delimiter = `repo-${randomBytes(12).toString("hex")}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}`;
}
