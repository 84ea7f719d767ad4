import { type NixToken, nixTokens } from "./nix-tokens.ts";

/** What one Nix file refers to, read from its text. */
export interface References {
  /** Path literals as written, relative ones only; of an interpolated one the part before the first `${`. */
  readonly paths: readonly PathReference[];
  /** What it does with the flake it belongs to. Meaningful for `flake.nix`; other files see the flake only where it was handed to them. */
  readonly self: SelfUse;
  /** Whether it selects an attribute such as `.rev` of anything, or asks whether something has one. */
  readonly metadata: boolean;
}

export interface PathReference {
  readonly text: string;
  readonly interpolated: boolean;
}

/**
 * `none`: not beyond `self.packages` and the like. `handed-on`: as a value (`inherit inputs`, `${self}`), so that whoever gets it may read
 * anything of the flake.
 */
export type SelfUse = "none" | "handed-on";

/** Attributes of a flake that depend on more than the content of files: on the commit, on whether the tree is clean, on all of it. */
const METADATA = new Set([
  "rev",
  "shortRev",
  "dirtyRev",
  "dirtyShortRev",
  "revCount",
  "lastModified",
  "lastModifiedDate",
  "narHash",
  "sourceInfo",
  "submodules",
]);

export function referencesOf(source: string): References {
  const tokens = nixTokens(source);
  return { paths: pathsIn(tokens), self: selfUseIn(tokens), metadata: readsMetadata(tokens) };
}

function pathsIn(tokens: readonly NixToken[]): PathReference[] {
  return tokens.flatMap((token) => {
    if (token.kind !== "path" || token.text.startsWith("/") || token.text.startsWith("~")) return [];
    return [{ text: token.text, interpolated: token.interpolated }];
  });
}

/** `.rev`, `? rev`, `inherit (self) rev`. */
function readsMetadata(tokens: readonly NixToken[]): boolean {
  return tokens.some((token, i) => {
    const name = token.kind === "string" || token.kind === "identifier" ? token.text : "";
    if (!METADATA.has(name)) return false;
    const before = tokens[i - 1];
    return (
      isSymbol(before, ".") ||
      isSymbol(before, "?") ||
      isSymbol(before, ")") ||
      (before?.kind === "identifier" && before.text !== "inherit")
    );
  });
}

function selfUseIn(tokens: readonly NixToken[]): SelfUse {
  const whole = new Set(["self", ...argumentNames(tokens)]);
  const handedOn = tokens.some((token, i) => {
    if (token.kind !== "identifier" || !whole.has(token.text)) return false;
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (isAttributeName(before, after) || isFormal(before, after)) return false;
    if (isSymbol(before, "@") || isSymbol(after, "@") || isSymbol(after, ":")) return false;
    if (!isSymbol(after, ".")) return true;
    const selected = tokens[i + 2];
    // `inputs.self` is the flake again; a computed attribute may be.
    if (selected?.kind !== "identifier") return true;
    if (token.text === "self") return ["outPath", "inputs"].includes(selected.text);
    return selected.text === "self";
  });
  return handedOn ? "handed-on" : "none";
}

/** Names bound to all the inputs at once: `inputs` of `inputs@{ … }:`, of `{ … }@inputs:`, and of `outputs = inputs:`. */
function argumentNames(tokens: readonly NixToken[]): string[] {
  return tokens.flatMap((token, i) => {
    if (token.kind !== "identifier") return [];
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    if (isSymbol(before, "@") || isSymbol(after, "@")) return [token.text];
    const named = tokens[i - 2];
    return isSymbol(after, ":") && isSymbol(before, "=") && named?.kind === "identifier" && named.text === "outputs" ? [token.text] : [];
  });
}

/** `x.self`, `self = …` (not `self == …`). */
function isAttributeName(before: NixToken | undefined, after: NixToken | undefined): boolean {
  return isSymbol(before, ".") || isSymbol(after, "=");
}

/** Commas stand only between the formals of a function. */
function isFormal(before: NixToken | undefined, after: NixToken | undefined): boolean {
  return (isSymbol(before, "{") || isSymbol(before, ",")) && (isSymbol(after, ",") || isSymbol(after, "}") || isSymbol(after, "?"));
}

function isSymbol(token: NixToken | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}
