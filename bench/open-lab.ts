import { existsSync, mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeReadOnly } from "@nix-repo/testkit";
import type { Lab } from "./bench-case.ts";

export function openLab(): Lab & Disposable {
  const root = join(import.meta.dirname, "..");
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "repo-bench-")));
  const npmNode = join(root, "node_modules/.bin/node");
  const nix = join(root, ".cache/nix/2.26/bin");
  const bun = join(root, `node_modules/@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}/bin/bun`);
  return {
    root,
    bun: existsSync(bun) ? bun : undefined,
    nix: existsSync(join(nix, "nix")) ? nix : undefined,
    node: existsSync(npmNode) ? realpathSync(npmNode) : process.execPath,
    folder(name) {
      const folder = join(temporary, name);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    peer(program) {
      const modules = join(import.meta.dirname, "node_modules");
      return NATIVE_PROGRAMS.map((place) => join(modules, place)).find((file) => file.endsWith(`/${program}`) && existsSync(file));
    },
    [Symbol.dispose]() {
      // Most of it may be a store of Nix, which is read-only to all but root.
      removeReadOnly(temporary);
    },
  };
}

/** Where the peers' packages keep the program for this platform. */
const NATIVE_PROGRAMS = [
  `rust-just-${process.platform}-${process.arch}/bin/just`,
  `@turbo/${process.platform}-${process.arch === "x64" ? "64" : process.arch}/bin/turbo`,
  `@moonrepo/core-${process.platform === "darwin" ? "macos" : "linux"}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}/moon`,
  `@jdxcode/mise-${process.platform === "darwin" ? "macos" : process.platform}-${process.arch}/bin/mise`,
];
