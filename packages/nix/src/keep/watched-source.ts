import type { Literal } from "./plan.ts";
import type { OutputsValue } from "./references.ts";

/** Nix prints this on stderr when the value is needed that it stands before. */
export const MARK = /@repo-used:([\w.]+)@/g;

export interface WatchedSource {
  readonly text: string;
  /** By their number in the marks. */
  readonly literals: readonly (readonly [number: number, literal: Literal])[];
  /** `flake.nix` alone: how to watch what is read of the flake as a value. */
  readonly self?: { readonly outputs: OutputsValue; readonly metadata: "absent" | "present" };
}

/** A Nix file that tells which of its path literals are used. Nothing else about it changes but the columns of what follows them. */
export function watchedSource({ text, literals, self }: WatchedSource): string {
  const inserts: { at: number; text: string; order: number }[] = [];
  for (const [number, { reference, imports }] of literals) {
    // Of literals that start or end at the same place the outer one is first and last.
    inserts.push({ at: reference.start, text: `(builtins.trace "@repo-used:${number}@" ${imports ? "(" : ""}`, order: -reference.end });
    inserts.push({ at: reference.end, text: imports ? ' + "/default.nix"))' : ")", order: -reference.start });
  }
  if (self !== undefined) {
    const { outputs, metadata } = self;
    const formals = outputs.formals === undefined ? "" : `{ ${[...outputs.formals, "..."].join(", ")} }@`;
    inserts.push({ at: outputs.start, text: `${formals}__repoInputs: (`, order: Number.NEGATIVE_INFINITY });
    inserts.push({
      at: outputs.end,
      text: `) (__repoInputs // { self = __repoInputs.self // ${watchedSelf(metadata)}; })`,
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
