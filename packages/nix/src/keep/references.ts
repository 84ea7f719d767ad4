import { type NixToken, nixTokens } from "./nix-tokens.ts";

/** What one Nix file refers to, read from its text. */
export interface References {
  /** Path literals as written, relative ones only; of an interpolated one the part before the first `${`. */
  readonly paths: readonly PathReference[];
  /** What it does with the flake it belongs to. Meaningful for `flake.nix`; other files see the flake only where it was handed to them. */
  readonly self: SelfUse;
  /** Whether it selects an attribute such as `.rev` of anything, or asks whether something has one. */
  readonly metadata: boolean;
  /** Whether it makes paths in a way that its path literals do not bound: `dirOf ./x`, `./x + "/.."`, `/. + text`, positions of attributes. */
  readonly wanders: boolean;
  /** Whether it asks whether something is there, or what there is. */
  readonly looks: boolean;
  /** Of `flake.nix`: the value of `outputs`. */
  readonly outputs: OutputsValue | undefined;
}

export interface PathReference {
  readonly text: string;
  readonly interpolated: boolean;
  /** Whether it is what `import` takes. */
  readonly imported: boolean;
  /** Whether it may come into the hands of code that makes another path of it. */
  readonly handedOn: boolean;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
}

export interface OutputsValue {
  /** Offsets in the source; `end` is that of the semicolon. */
  readonly start: number;
  readonly end: number;
  /** `{ self, nixpkgs }:` names its inputs; undefined where it takes them as one value, or is no function literal. */
  readonly formals: readonly string[] | undefined;
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
  const outputs = outputsIn(tokens);
  return {
    paths: pathsIn(tokens),
    self: outputs !== undefined && !outputs.literal ? "handed-on" : selfUseIn(tokens),
    metadata: readsMetadata(tokens),
    wanders: wandersIn(tokens),
    looks: tokens.some((token) => (token.kind === "identifier" || token.kind === "string") && LOOKING.has(token.text)),
    outputs,
  };
}

function pathsIn(tokens: readonly NixToken[]): PathReference[] {
  return tokens.flatMap((token, i) => {
    if (token.kind !== "path" || token.text.startsWith("/") || token.text.startsWith("~")) return [];
    const { text, interpolated, start, end } = token;
    const before = tokens[i - 1];
    const taker = before?.kind === "identifier" ? before.text : "";
    return [{ text, interpolated, imported: taker === "import", handedOn: !TAKERS.has(taker), start, end }];
  });
}

/** They give something else than a path. */
const TAKERS = new Set(["import", "readFile", "readDir", "readFileType", "pathExists"].flatMap((name) => [name, `__${name}`]));

const LOOKING = new Set(["pathExists", "readDir", "readFileType", "filterSource"].flatMap((name) => [name, `__${name}`]));

const WANDERING = new Set(["dirOf", "unsafeGetAttrPos", "__curPos", "__unsafeGetAttrPos"]);

function wandersIn(tokens: readonly NixToken[]): boolean {
  return tokens.some(
    (token) =>
      (token.kind === "identifier" && WANDERING.has(token.text)) ||
      (token.kind === "string" && /(^|\/)\.\.(\/|$)/.test(token.text)) ||
      (token.kind === "path" && token.text.startsWith("/")),
  );
}

/** `outputs = …;` of the outermost attribute set. */
function outputsIn(tokens: readonly NixToken[]): (OutputsValue & { readonly literal: boolean }) | undefined {
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    depth += depthOf(token);
    if (depth !== 1 || token.kind !== "identifier" || token.text !== "outputs" || !isSymbol(tokens[i + 1], "=")) continue;
    const value = tokens.slice(i + 2);
    const first = value[0];
    const end = semicolonOf(value);
    if (first === undefined || end === undefined) return undefined;
    return { start: first.start, end, ...argumentOf(value) };
  }
  return undefined;
}

/** What the function takes whose tokens these are. */
function argumentOf(value: readonly NixToken[]): { formals: readonly string[] | undefined; literal: boolean } {
  const [first, second] = value;
  if (first?.kind === "identifier" && isSymbol(second, ":")) return { formals: undefined, literal: true };
  const opening = isSymbol(first, "{")
    ? 0
    : first?.kind === "identifier" && isSymbol(second, "@") && isSymbol(value[2], "{")
      ? 2
      : undefined;
  if (opening === undefined) return { formals: undefined, literal: false };
  const formals: string[] = [];
  let depth = 0;
  for (const [i, token] of value.entries()) {
    if (i < opening) continue;
    depth += depthOf(token);
    if (depth === 0) {
      const after = value[i + 1];
      const literal = isSymbol(after, ":") || isSymbol(after, "@");
      return { formals: literal ? formals : undefined, literal };
    }
    const before = value[i - 1];
    if (depth === 1 && token.kind === "identifier" && (isSymbol(before, "{") || isSymbol(before, ","))) formals.push(token.text);
  }
  return { formals: undefined, literal: false };
}

/** Where the semicolon is that ends a value: not one of a `let`, `with` or `assert` within it. */
function semicolonOf(value: readonly NixToken[]): number | undefined {
  let depth = 0;
  let own = 0;
  for (const token of value) {
    depth += depthOf(token);
    if (depth < 0) return undefined;
    if (token.kind === "identifier" && token.text === "let") depth += 1;
    if (token.kind === "identifier" && token.text === "in") depth -= 1;
    if (depth !== 0) continue;
    if (token.kind === "identifier" && (token.text === "with" || token.text === "assert")) own += 1;
    if (!isSymbol(token, ";")) continue;
    if (own === 0) return token.start;
    own -= 1;
  }
  return undefined;
}

function depthOf(token: NixToken): number {
  if (token.kind !== "symbol") return 0;
  if (["{", "(", "[", "${"].includes(token.text)) return 1;
  return ["}", ")", "]"].includes(token.text) ? -1 : 0;
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
