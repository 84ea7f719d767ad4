import { nixText } from "../nix/nix-text.ts";
import { childrenOf, type NixNode } from "../nix/nix-tree.ts";
import { argumentsOf, type Shell, withoutParentheses } from "./shell-sites.ts";

/** What a new shell is to hold. */
export interface ShellContent {
  /** Below `devShells.<system>`. */
  readonly path: readonly string[];
  /** The service's folder, relative to the registry's root. */
  readonly folder: string;
  /** Attribute paths below nixpkgs. */
  readonly packages: readonly string[];
}

/** Writes a shell's value, with `\n` between its lines. */
export type WriteShell = (layout: { inline: boolean; unit: string }) => string;

/** A value made in the manner of a neighbour's; undefined where the neighbour is made in a way of its own. */
export function likeNeighbour(
  text: string,
  { shell, content, inWith, pkgs }: { shell: Shell; content: ShellContent; inWith: boolean; pkgs: string | undefined },
): WriteShell | undefined {
  let value = shell.binding.value;
  let before = "";
  while (value.kind === "with") {
    before += text.slice(value.start, value.body.start);
    value = value.body;
  }
  const surroundings = { text, content, pkgs, inWith: inWith || before !== "" };
  const write = likeMkShell(value, surroundings) ?? likeHelper(value, { ...surroundings, shell });
  return write === undefined ? undefined : (layout) => before.replaceAll(/\s+/g, " ") + write(layout);
}

interface Surroundings {
  readonly text: string;
  readonly content: ShellContent;
  /** Whether the packages' names need nothing before them. */
  readonly inWith: boolean;
  /** What stands before them where no neighbour tells: `pkgs.`, if that means anything here. */
  readonly pkgs: string | undefined;
}

/** `pkgs.mkShell { packages = [ … ]; }` */
function likeMkShell(value: NixNode, { text, content, inWith, pkgs }: Surroundings): WriteShell | undefined {
  if (value.kind !== "apply" || value.argument.kind !== "set" || value.fn.kind === "apply") return undefined;
  const { fn, argument } = value;
  const binding = argument.bindings.find(
    (each) =>
      each.kind === "bind" && each.path.length === 1 && PACKAGES.includes(each.path[0]?.name ?? "") && listIn(each.value) !== undefined,
  );
  if (binding?.kind !== "bind") return undefined;
  const fnText = text.slice(fn.start, fn.end);
  const ofFn = /^(.*\.)mkShell\w*$/s.exec(fnText)?.[1];
  const list = writeList(binding.value, { text, content, inWith, pkgs: ofFn ?? pkgs });
  if (fnText.includes("\n") || list === undefined) return undefined;
  const isLong = text.slice(argument.open, argument.close).includes("\n");
  return ({ inline, unit }) => {
    const name = binding.path[0]?.name;
    if (inline || !isLong) return `${fnText} { ${name} = ${list({ inline: true, unit })}; }`;
    return `${fnText} {\n${unit}${name} = ${list({ inline: false, unit }).replaceAll("\n", `\n${unit}`)};\n}`;
  };
}

const PACKAGES = ["packages", "buildInputs", "nativeBuildInputs"];

/** `mkShellFor "backend/api" [ … ]` */
function likeHelper(value: NixNode, { text, content, inWith, pkgs, shell }: Surroundings & { shell: Shell }): WriteShell | undefined {
  const given = argumentsOf(value);
  if (value.kind !== "apply" || given.filter((each) => listIn(each) !== undefined).length !== 1) return undefined;
  const first = given[0];
  const fnText = text.slice(value.start, first?.start).trimEnd();
  const written = given.map((argument): WriteShell | undefined => {
    if (listIn(argument) !== undefined) return writeList(argument, { text, content, inWith, pkgs });
    const plain = text.slice(argument.start, argument.end);
    switch (argument.kind) {
      case "set":
        // What it holds is the neighbour's own: variables, a hook.
        return () => "{ }";
      case "identifier":
        return () => plain;
      case "string": {
        const renamed = argument.text === undefined ? undefined : renamedText(argument.text, { shell, content });
        return renamed === undefined ? undefined : () => nixText(renamed);
      }
      case "path": {
        const renamed = argument.parts.length > 0 ? undefined : renamedText(plain, { shell, content });
        return renamed === undefined || !/^[\w.+/-]+$/.test(renamed) ? undefined : () => renamed;
      }
      default:
        return undefined;
    }
  });
  if (fnText.includes("\n") || !written.every((each) => each !== undefined)) return undefined;
  return (layout) => [fnText, ...written.map((write) => write(layout))].join(" ");
}

/** A text that says the neighbour's name or folder, saying ours instead. */
function renamedText(text: string, { shell, content }: { shell: Shell; content: ShellContent }): string | undefined {
  const names = shell.path.map(({ name }) => name ?? "");
  const flat = names.join("-");
  const parts = text.split("/");
  const folder = parts.findIndex((_, i) => i < parts.length - 1 && parts.slice(i).join("-") === flat);
  if (folder !== -1) return [...parts.slice(0, folder), content.folder].join("/");
  if (text === flat) return content.path.join("-");
  if (text === names.join(".")) return content.path.join(".");
  return text === names.at(-1) ? content.path.at(-1) : undefined;
}

/** The neighbour's list with our packages; what is joined with it (`[ … ] ++ common`) stays. */
function writeList(value: NixNode, { text, content, inWith, pkgs }: Surroundings): WriteShell | undefined {
  const found = listIn(value);
  if (found === undefined) return undefined;
  const { list, isInWith } = found;
  const before = text.slice(value.start, list.start);
  const after = text.slice(list.end, value.end);
  if (/[\n#]/.test(before + after)) return undefined;
  const prefix = inWith || isInWith ? "" : prefixOf(list, { text, pkgs });
  if (prefix === undefined) return undefined;
  const items = content.packages.map((name) => `${prefix}${name}`);
  const isLong = text.slice(list.start, list.end).includes("\n");
  return ({ inline, unit }) => {
    const joined = items.join(" ");
    const written =
      inline || !isLong ? (items.length === 0 ? "[ ]" : `[ ${joined} ]`) : `[\n${items.map((item) => `${unit}${item}\n`).join("")}]`;
    return before + written + after;
  };
}

/** The one list that is written out in an expression. */
function listIn(value: NixNode): { list: NixNode; isInWith: boolean } | undefined {
  switch (value.kind) {
    case "list":
      return { list: value, isInWith: false };
    case "parentheses":
      return listIn(value.inner);
    case "with": {
      const found = listIn(value.body);
      return found === undefined ? undefined : { list: found.list, isInWith: true };
    }
    case "binary": {
      if (value.operator !== "++") return undefined;
      const [left, right] = [listIn(value.left), listIn(value.right)];
      return left !== undefined && right !== undefined ? undefined : (left ?? right);
    }
    default:
      return undefined;
  }
}

/** `pkgs.` where the list has `pkgs.go`. */
function prefixOf(list: NixNode, { text, pkgs }: { text: string; pkgs: string | undefined }): string | undefined {
  const prefixes = childrenOf(list).flatMap((item) => {
    const plain = withoutParentheses(item);
    return plain.kind === "select" ? [`${text.slice(plain.target.start, plain.target.end)}.`] : [];
  });
  return prefixes.find((prefix) => prefix === pkgs) ?? prefixes.find((prefix) => /^\w*pkgs\w*\.$/i.test(prefix)) ?? pkgs;
}
