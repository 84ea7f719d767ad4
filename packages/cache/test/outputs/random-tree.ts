import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

export type RandomEntry =
  | { readonly kind: "file"; readonly content: string; readonly mode: number }
  | { readonly kind: "symlink"; readonly target: string }
  | { readonly kind: "folder"; readonly entries: RandomTree; readonly mode: number };

export type RandomTree = Readonly<Record<string, RandomEntry>>;

/** Few names, so that two trees have many in common. */
const NAMES = ["a", "b", "c.js", "ä", "n\nl", " ", "-x", "[d]", "*"] as const;

const fileMode = fc.constantFrom(0o644, 0o755, 0o600, 0o444, 0o640);
const folderMode = fc.constantFrom(0o755, 0o755, 0o700, 0o555);

export const randomTree: fc.Arbitrary<RandomTree> = fc.letrec<{ tree: RandomTree; entry: RandomEntry }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom(...NAMES), tie("entry"), { maxKeys: 4 }).map((tree) => ({ ...tree })),
  entry: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("file" as const), content: fc.constantFrom("", "1", "2", "three"), mode: fileMode }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("symlink" as const), target: fc.constantFrom("a", "..", "../../outside", "/", "no where") }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("folder" as const), entries: tie("tree"), mode: folderMode }) },
  ),
})).tree;

/** @param folder absolute; exists */
export function layTree(folder: string, tree: RandomTree): void {
  for (const [name, entry] of Object.entries(tree)) {
    const path = join(folder, name);
    if (entry.kind === "symlink") symlinkSync(entry.target, path);
    else if (entry.kind === "file") writeFileSync(path, entry.content);
    else {
      mkdirSync(path);
      layTree(path, entry.entries);
    }
    if (entry.kind !== "symlink") chmodSync(path, entry.mode);
  }
}
