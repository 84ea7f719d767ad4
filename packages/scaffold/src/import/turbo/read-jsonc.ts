import type { Diagnostic, Result } from "@nix-repo/model";
import { readYaml, type YamlFile } from "../yaml-file.ts";

/** A JSON file with comments and closing commas, and where its parts stand. */
export function readJsonc({ file, text }: { readonly file: string; readonly text: string }): Result<YamlFile, readonly Diagnostic[]> {
  return readYaml({ file, text: asYaml(text) });
}

/** YAML holds all of JSON but comments, and has rules of its own for tabs: both become blanks, so that every place stays what it is. */
function asYaml(text: string): string {
  return text.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\/|\t|^\uFEFF/g, (match) =>
    match.startsWith('"') ? match : match.replaceAll(/[^\n]/g, " "),
  );
}
