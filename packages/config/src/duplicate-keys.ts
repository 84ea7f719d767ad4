import { entriesOf, exportedValue, literalAt } from "./find-in-script.ts";
import type { Path } from "./mistake.ts";
import { diagnosticAt, pathText } from "./mistake.ts";
import { type ScriptToken, scriptTokens } from "./script-tokens.ts";
import type { SourceText, Span } from "./source-text.ts";

/**
 * Keys that stand twice in one object of a script or JSON file, of which the language silently takes the last: two services of one name.
 * (YAML's parser refuses them itself.) What a spread brings may be replaced, so that only keys written in the literal itself count.
 */
export function duplicateKeys(source: SourceText) {
  const tokens = scriptTokens(source.text);
  const exported = exportedValue(tokens);
  const literal = exported === undefined ? undefined : literalAt(tokens, exported.value);
  return literal === undefined
    ? []
    : [...duplicatesIn(tokens, { literal, path: [], depth: 0 })].map((found) => diagnosticOf(found, source));
}

interface Found {
  readonly key: Span;
  readonly path: Path;
  readonly first: Span;
}

function* duplicatesIn(tokens: readonly ScriptToken[], at: { literal: number; path: Path; depth: number }): Generator<Found> {
  const { literal, path, depth } = at;
  if (depth > DEEPEST) return;
  const seen = new Map<string | number, Span>();
  for (const { name, key, value } of entriesOf(tokens, literal, "own")) {
    const first = seen.get(name);
    if (key !== undefined && first !== undefined) yield { key, path: [...path, name], first };
    if (key !== undefined) seen.set(name, first ?? key);
    const below = value === undefined ? undefined : literalAt(tokens, value);
    if (below !== undefined) yield* duplicatesIn(tokens, { literal: below, path: [...path, name], depth: depth + 1 });
  }
}

/** Deeper than any valid registry; ends constants that hold each other. */
const DEEPEST = 12;

function diagnosticOf({ key, path, first }: Found, source: SourceText) {
  const { line } = source.position(first.start);
  return diagnosticAt(source, {
    ...key,
    path: pathText(path),
    message: `"${String(path.at(-1))}" stands here twice; the first is in line ${line}, and is ignored`,
  });
}
