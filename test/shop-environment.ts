import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment, stubNixpkgs, temporaryFolder } from "@nix-repo/testkit";
import { nodeFolder, repoOnPath } from "./example.ts";

const root = join(import.meta.dirname, "..");

export interface ShopEnvironment extends Disposable {
  /** Of somebody who has Nix and `repo`, and nixpkgs from this machine's tools. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What puts the stand-in into nixpkgs' place, for whoever calls Nix directly. */
  readonly nixFlags: readonly string[];
}

/** The environment of somebody who works in a repository that `repo init --template hybrid` has laid out. */
export function shopEnvironment({ bin, home }: { bin: string; home: string }): ShopEnvironment {
  const tools = temporaryFolder();
  mkdirSync(join(tools.path, "bin"));
  // Of npm's programs the flake asks for one alone.
  symlinkSync(join(root, "node_modules/.bin/tsc"), join(tools.path, "bin/tsc"));
  const stub = stubNixpkgs([nodeFolder, join(tools.path, "bin"), rustFolder()]);
  const repo = repoOnPath();
  mkdirSync(join(tools.path, "own"));
  writeFileSync(join(tools.path, "own/repo"), repo.content, { mode: repo.mode });
  return {
    variables: cleanEnvironment({
      PATH: `${join(tools.path, "own")}:${bin}:/usr/bin:/bin`,
      HOME: home,
      REPO_NIX_FLAGS: stub.flags.join(" "),
    }),
    nixFlags: stub.flags,
    [Symbol.dispose]() {
      rmSync(stub.folder, { recursive: true });
      tools[Symbol.dispose]();
    },
  };
}

/** Where the compiler itself is: what rustup puts before it wants to know its user's home. */
function rustFolder(): string {
  return join(execFileSync("rustc", ["--print", "sysroot"], { encoding: "utf8" }).trim(), "bin");
}
