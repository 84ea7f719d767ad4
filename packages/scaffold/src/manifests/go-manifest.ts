import { dirname, resolve } from "node:path";
import type { ManifestReader, Need } from "./manifest.ts";

/** go.mod and go.work: https://go.dev/ref/mod. Both are lines of a directive and its words; parentheses hold several lines of one directive. */
export const goManifest: ManifestReader = {
  ecosystem: "go",
  isManifest: (name) => name === "go.mod",
  isLayout: (name) => name === "go.work",
  async readManifest(text, file) {
    const lines = directivesIn(text);
    const replaced = replacementsIn(lines, dirname(file));
    // A replacement counts only for what is required.
    const needs = wordsOf(lines, "require").flatMap(([name]): Need[] => {
      if (name === undefined) return [];
      const folder = replaced.get(name);
      return [folder === undefined ? { kind: "member", name } : { kind: "folder", folder }];
    });
    return { name: wordsOf(lines, "module")[0]?.[0], needs };
  },
  async readLayout(text, file) {
    const lines = directivesIn(text);
    const members = wordsOf(lines, "use").flatMap(([folder]) => folder ?? []);
    return { members, replacements: replacementsIn(lines, dirname(file)) };
  },
};

type Line = readonly [directive: string, ...words: string[]];

function directivesIn(text: string): Line[] {
  const lines: Line[] = [];
  let block: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const words = wordsIn(line);
    const [first] = words;
    if (first === undefined) continue;
    if (block === undefined && words[1] === "(") block = first;
    else if (block !== undefined && first === ")") block = undefined;
    else if (block !== undefined) lines.push([block, ...words]);
    else lines.push([first, ...words.slice(1)]);
  }
  return lines;
}

function wordsIn(line: string): string[] {
  const words = line.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\/\/.*$|[()]|[^\s()"`]+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith("//"));
  return (comment === -1 ? words : words.slice(0, comment)).map((word) => (/^["`]/.test(word) ? word.slice(1, -1) : word));
}

function wordsOf(lines: readonly Line[], directive: string): string[][] {
  return lines.flatMap(([first, ...words]) => (first === directive ? [words] : []));
}

/** `replace example.com/name v1.0.0 => ../folder`, with the version or without. A replacement that is no path is another module. */
function replacementsIn(lines: readonly Line[], folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const words of wordsOf(lines, "replace")) {
    const [name] = words;
    const target = words[words.indexOf("=>") + 1];
    if (name !== undefined && words.includes("=>") && target !== undefined && /^(\.{0,2}\/|\.\.?$)/.test(target))
      found.set(name, resolve(folder, target));
  }
  return found;
}
