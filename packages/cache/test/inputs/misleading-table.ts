import { execFileSync } from "node:child_process";
import { git } from "@nix-repo/testkit";
import { BlobTable } from "../../src/inputs/blob-table.ts";
import { isYoung, lookAt } from "../../src/inputs/look.ts";

/** What `misleadingTable` says that every blob holds: a file of which this is said was not read. */
export const NOT_READ = "e".repeat(64);

/** A table that is wrong about the content of all blobs that a repository's index names, though not about their lengths. */
export function misleadingTable(root: string, folder: string): { readonly folder: string; readonly mode: "r" } {
  const blobs = git(root, "ls-files", "--stage", "-z")
    .split("\0")
    .filter((line) => /^100/.test(line))
    .map((line) => line.split(" ")[1] as string);
  const sizes = execFileSync("git", ["-C", root, "cat-file", "--batch-check=%(objectname) %(objectsize)"], {
    input: blobs.join("\n"),
    encoding: "utf8",
  });
  const table = new BlobTable({ folder, mode: "rw" });
  for (const [blob = "", size] of sizes.split("\n").map((line) => line.split(" "))) {
    if (blob !== "") table.set(blob, { hash: NOT_READ, sizeBytes: Number(size) });
  }
  table.flush();
  return { folder, mode: "r" };
}

/** Until a change of these files would show, by the product's own rule. */
export async function untilOld(...files: readonly string[]): Promise<void> {
  const isAnyYoung = () =>
    files.some((file) => {
      const look = lookAt(file);
      return look !== undefined && isYoung(look, Date.now());
    });
  while (isAnyYoung()) await new Promise((resolve) => setImmediate(resolve));
}
