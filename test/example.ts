import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { repoCommand, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";

const root = join(import.meta.dirname, "..");

/** The folder of the real just that npm's `rust-just` brings. */
export const justFolder = join(
  dirname(createRequire(import.meta.url).resolve(`rust-just-${process.platform}-${process.arch}/package.json`)),
  "bin",
);

/** The folder of the Node that runs the tests. */
export const nodeFolder = dirname(process.execPath);

/** A copy of `examples/hybrid` as a fresh clone has it, in a folder of that path. */
export function copyOfExample(): TemporaryFolder & { readonly example: string } {
  const folder = temporaryFolder();
  const example = join(folder.path, "examples/hybrid");
  const leftBehind = /\/(dist|node_modules|\.repo|\.direnv|\.env\.local|\.env)$/;
  cpSync(join(root, "examples/hybrid"), example, { recursive: true, filter: (source) => !leftBehind.test(source) });
  return { ...folder, example };
}

/** A file to write into a folder on the PATH, so that shells and examples find `repo`. */
export function repoOnPath(): { content: string; mode: number } {
  const words = repoCommand().map((word) => `'${word}'`);
  return { content: `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, mode: 0o755 };
}
