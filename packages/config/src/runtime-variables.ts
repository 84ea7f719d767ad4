import { existsSync, readFileSync } from "node:fs";
import type { Place, RequiredVariable, RuntimeVariables, Variables } from "@nix-repo/model";
import { withoutMark } from "./source-text.ts";

/** Reads the files that give and document variables. A file that is not there says nothing; dotenv is loaded only where there is one. */
export async function readRuntimeVariables({
  workspaceRoot,
  serviceFolder,
}: {
  workspaceRoot: string;
  serviceFolder: string;
}): Promise<RuntimeVariables> {
  // Asked for every task, and mostly there is none of them: then nothing is waited for.
  const root = layersOf(workspaceRoot);
  const service = workspaceRoot === serviceFolder ? NOTHING : layersOf(serviceFolder);
  return {
    root: root instanceof Promise ? await root : root,
    service: service instanceof Promise ? await service : service,
    required: requiredIn(workspaceRoot === serviceFolder ? [workspaceRoot] : [workspaceRoot, serviceFolder]),
  };
}

const NOTHING: Variables = {};

function layersOf(folder: string): Variables | Promise<Variables> {
  const [own, local] = [textOf(`${folder}/.env`), textOf(`${folder}/.env.local`)];
  return own === undefined && local === undefined ? NOTHING : parsed([own, local]);
}

async function parsed(texts: readonly (string | undefined)[]): Promise<Variables> {
  const { parse } = await import("dotenv");
  return Object.assign({}, ...texts.map((text) => (text === undefined ? {} : parse(text))));
}

/** A later folder's word on a variable stands over that of an earlier one. */
function requiredIn(folders: readonly string[]): readonly RequiredVariable[] {
  const documented = new Map<string, RequiredVariable | undefined>();
  for (const folder of folders) {
    const file = `${folder}/.env.example`;
    const text = textOf(file);
    if (text === undefined) continue;
    for (const { name, required, place } of documentedIn(file, text)) documented.set(name, required ? { name, place } : undefined);
  }
  return [...documented.values()].filter((variable) => variable !== undefined);
}

interface Documented {
  readonly name: string;
  readonly required: boolean;
  readonly place: Place;
}

/** `NAME=` is required, `NAME=value` documents what may be set; a comment beside it or in the line above can say otherwise. */
function documentedIn(file: string, text: string): Documented[] {
  const lines = text.split(/\r\n|\n|\r/);
  return lines.flatMap((line, i) => {
    const [, before, name, rest] = ENTRY.exec(line) ?? [];
    if (before === undefined || name === undefined || rest === undefined) return [];
    const { value, comment } = split(rest);
    const above = /^\s*#(.*)$/.exec(lines[i - 1] ?? "")?.[1] ?? "";
    const required = saysOf(comment) ?? saysOf(above) ?? value === "";
    return [{ name, required, place: { file, line: i + 1, column: before.length + 1 } }];
  });
}

const ENTRY = /^(\s*(?:export\s+)?)([\w.-]+)\s*=(.*)$/;

function split(rest: string): { value: string; comment: string } {
  const quoted = /^\s*(["'`])(.*?)\1\s*(?:#(.*))?$/.exec(rest);
  if (quoted !== null) return { value: quoted[2] ?? "", comment: quoted[3] ?? "" };
  const hash = rest.indexOf("#");
  return { value: (hash === -1 ? rest : rest.slice(0, hash)).trim(), comment: hash === -1 ? "" : rest.slice(hash + 1) };
}

/** Whether a comment says that a variable is required; undefined where it says nothing of it. */
function saysOf(comment: string): boolean | undefined {
  if (/\boptional\b|\bnot required\b/i.test(comment)) return false;
  return /\brequired\b/i.test(comment) ? true : undefined;
}

function textOf(file: string): string | undefined {
  // Mostly it is not there: making an error of that costs ten times as much as looking first.
  if (!existsSync(file)) return undefined;
  try {
    return withoutMark(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
