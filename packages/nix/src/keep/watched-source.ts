import type { Literal } from "./plan.ts";
import type { OutputsValue } from "./references.ts";

/** Nix prints this on stderr when the value is needed that it stands before. */
export const MARK = /@repo-used:([\w.]+)@/g;

/** And this where a file asks what is at a path, however it came by it. */
export const LOOKED = /@repo-looked:(\w+) (.*)@$/gm;

export interface WatchedSource {
  readonly text: string;
  /** By their number in the marks. */
  readonly literals: readonly (readonly [number: number, literal: Literal])[];
  /** `flake.nix` alone: where its expression begins. Whatever else stands in it has to be literal. */
  readonly outputs?: OutputsValue;
  /** How to watch what is read of the flake as a value; undefined where nothing can be. */
  readonly metadata?: "absent" | "present" | undefined;
}

/** A Nix file that tells which of its path literals are used, and where it looks. Nothing else about it changes but the columns of what follows them. */
export function watchedSource({ text, literals, outputs, metadata }: WatchedSource): string {
  const inserts: { at: number; text: string; order: number }[] = [];
  for (const [number, { reference, imports }] of literals) {
    // Of literals that start or end at the same place the outer one is first and last.
    inserts.push({ at: reference.start, text: `(builtins.trace "@repo-used:${number}@" ${imports ? "(" : ""}`, order: -reference.end });
    inserts.push({ at: reference.end, text: imports ? ' + "/default.nix"))' : ")", order: -reference.start });
  }
  if (outputs === undefined) inserts.push({ at: 0, text: WATCHED_BUILTINS, order: Number.NEGATIVE_INFINITY });
  else {
    const formals = outputs.formals === undefined ? "" : `{ ${[...outputs.formals, "..."].join(", ")} }@`;
    inserts.push({ at: outputs.start, text: `${formals}__repoInputs: (${WATCHED_BUILTINS}`, order: Number.NEGATIVE_INFINITY });
    inserts.push({
      at: outputs.end,
      text: `) ${metadata === undefined ? "__repoInputs" : `(__repoInputs // { self = __repoInputs.self // ${watchedSelf(metadata)}; })`}`,
      order: Number.POSITIVE_INFINITY,
    });
  }
  inserts.sort((a, b) => a.at - b.at || a.order - b.order);
  let result = "";
  let at = 0;
  for (const insert of inserts) {
    result += text.slice(at, insert.at) + insert.text;
    at = insert.at;
  }
  return result + text.slice(at);
}

/** Stands before an expression, in which builtins then tell what they look at. Nix 2.8 does not have all of them. */
const WATCHED_BUILTINS = [
  'let __repoLooked = what: path: builtins.trace "@repo-looked:${what} ${toString path}@";',
  "__repoBuiltins = builtins // builtins.mapAttrs (name: look: path: __repoLooked name path (look path))",
  "(builtins.intersectAttrs { pathExists = 0; readDir = 0; readFileType = 0; } builtins) // {",
  'path = options: __repoLooked "path" options.path (builtins.path options);',
  'filterSource = filter: path: __repoLooked "path" path (builtins.filterSource filter path);',
  "builtins = __repoBuiltins; }; in let builtins = __repoBuiltins;",
  ...["pathExists", "readDir", "readFileType", "path", "filterSource"].map((name) => `__${name} = builtins.${name};`),
  "in ",
].join(" ");

/**
 * A flake's attributes that depend on more than its outputs. Some are there or not by whether the work tree is clean: the evaluation has to come out
 * the same both ways.
 */
function watchedSelf(metadata: "absent" | "present"): string {
  const watch = (name: string, value: string) => `${name} = builtins.trace "@repo-used:self.${name}@" ${value};`;
  const always = ["outPath", "sourceInfo", "narHash", "lastModified", "lastModifiedDate"].map((name) =>
    watch(name, `__repoInputs.self.${name}`),
  );
  const sometimes = [
    watch("rev", '"0000000000000000000000000000000000000000"'),
    watch("shortRev", '"0000000"'),
    watch("dirtyRev", '"0000000000000000000000000000000000000000-dirty"'),
    watch("dirtyShortRev", '"0000000-dirty"'),
    watch("revCount", "0"),
    watch("submodules", "false"),
  ];
  return `{ ${[...always, ...(metadata === "present" ? sometimes : [])].join(" ")} }`;
}
