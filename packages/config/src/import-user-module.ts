import * as supplied from "./define-config.ts";

/** Evaluates a module of the user's and gives its exports; throws what the module throws. */
export type ImportModule = (file: string) => Promise<unknown>;

/**
 * Imports a `.ts` or `.js` file of the user's, in which `nix-repo` is there without being installed, and in which modules are written either way
 * whatever a package.json says.
 */
export const importUserModule: ImportModule = async (file) => {
  if (process.versions.bun === undefined) {
    const { importUnderNode } = await import("./import-under-node.ts");
    return await importUnderNode(file, SUPPLIED);
  }
  prepareBun();
  return await import(file);
};

/** The name under which user files import what we supply. */
const SUPPLIED = "nix-repo";

let prepared = false;

/** The part of Bun's interface that is used: its types would bring globals that Node does not have. */
interface BunPlugins {
  plugin(plugin: {
    name: string;
    setup(build: { module(name: string, load: () => { exports: Record<string, unknown>; loader: "object" }): void }): void;
  }): void;
}

/** Bun takes both kinds of module in any file; only our own name must be known to it. */
function prepareBun(): void {
  if (prepared) return;
  prepared = true;
  const { Bun } = globalThis as unknown as { Bun: BunPlugins };
  Bun.plugin({ name: SUPPLIED, setup: (build) => build.module(SUPPLIED, () => ({ exports: { ...supplied }, loader: "object" })) });
}
