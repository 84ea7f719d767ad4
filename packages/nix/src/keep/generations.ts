import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CapturedEnvironment } from "../captured-environment.ts";
import { makeFolder } from "../state-files.ts";
import type { KeptRecord } from "./record.ts";

/** A folder for one captured environment, beside `current`. */
export function newGeneration(folder: string): string {
  return mkdtempSync(join(folder, "g-"));
}

/** A folder that nothing refers to: another process removes it where this one cannot. */
export function scratchFolder(folder: string): string {
  makeFolder(folder);
  return mkdtempSync(join(folder, `t-${process.pid}-`));
}

/** The bodies of bash functions are only needed for a hook, and are most of it. */
export function writeEnvironment(generation: string, environment: CapturedEnvironment): void {
  const { functions, ...rest } = environment;
  const names = Object.fromEntries(Object.keys(functions).map((name) => [name, ""]));
  writeFileSync(join(generation, "variables.json"), JSON.stringify({ ...rest, functions: names }), { mode: 0o600 });
  writeFileSync(join(generation, "functions.json"), JSON.stringify(functions), { mode: 0o600 });
}

/** @returns undefined where the generation is gone, because another process has captured anew */
export function readVariables(generation: string): CapturedEnvironment | undefined {
  return readJson(join(generation, "variables.json")) as CapturedEnvironment | undefined;
}

export function readFunctions(generation: string): CapturedEnvironment["functions"] | undefined {
  return readJson(join(generation, "functions.json")) as CapturedEnvironment["functions"] | undefined;
}

export function readRecord(folder: string): KeptRecord | undefined {
  const record = readJson(join(folder, "current")) as KeptRecord | undefined;
  return record?.format === 3 ? record : undefined;
}

/** From here on the record counts, whole. */
export function writeRecord(folder: string, record: KeptRecord): void {
  writeWhole(join(folder, "current"), JSON.stringify(record));
}

export function writeWhole(file: string, text: string): void {
  const fresh = join(file, "..", `t-${process.pid}-${crypto.randomUUID()}`);
  try {
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
