import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Diagnostic, Place } from "@nix-repo/model";
import { composeFilesAmong, type ReadComposeOptions, readCompose, readTextFile } from "../../src/index.ts";

export const corpus = join(import.meta.dirname, "corpus");

export function corpusCases(): string[] {
  return readdirSync(corpus).sort();
}

/** What is read of a folder of the corpus: the files that `files.json` names or that compose would take, with the variables of `env.json`. */
export function readCase(name: string): unknown {
  const folder = join(corpus, name);
  const files = jsonIn(join(folder, "files.json")) ?? composeFilesAmong(new Set(readdirSync(folder)));
  const env = jsonIn(join(folder, "env.json")) ?? {};
  const paths = (files as string[]).map((file) => join(folder, file)) as [string, ...string[]];
  const result = readCompose({ files: paths, read: readTextFile, env: env as ReadComposeOptions["env"] });
  return result.ok ? withShortPlaces(result.value, folder) : result.error.map((diagnostic) => diagnosticLine(diagnostic, folder));
}

export function jsonIn(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** `compose.yaml:3:5 services.a.image: expected ...` */
export function diagnosticLine({ place, path, message, suggestion }: Diagnostic, folder: string): string {
  const means = suggestion === undefined ? "" : `; did you mean ${suggestion}?`;
  return `${shortPlace(place, folder)} ${path === "" ? "" : `${path}: `}${message}${means}`;
}

function withShortPlaces(value: unknown, folder: string): unknown {
  return JSON.parse(JSON.stringify(value), (key, inner) => {
    if (key === "place") return shortPlace(inner as Place, folder);
    return key === "files" ? (inner as string[]).map((file) => relative(folder, file)) : inner;
  });
}

function shortPlace({ file, line, column }: Place, folder: string): string {
  return [relative(folder, file), line, column].filter((part) => part !== undefined).join(":");
}
