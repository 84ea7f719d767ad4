import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { makeStateFolder, writeWhole } from "@nix-repo/model";

/** @returns undefined where there is none of this version, or it is damaged: what is kept is found again */
export function readKept<T extends { readonly version: number }>(file: string, version: number): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  try {
    const kept = JSON.parse(text) as T | null;
    return kept?.version === version ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Whole, or not at all where the disk is full or cannot be written: then it is found again the next time. */
export function writeKept<T extends { readonly version: number }>(file: string, kept: T): void {
  writeKeptText(file, JSON.stringify(kept));
}

export function writeKeptText(file: string, text: string): void {
  try {
    writeWhole(file, text);
  } catch {
    try {
      const folder = dirname(file);
      makeStateFolder(dirname(folder), basename(folder));
      writeWhole(file, text);
    } catch {}
  }
}
