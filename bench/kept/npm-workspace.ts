import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../bench-case.ts";
import { BUILD, type KeptService } from "./kept-workspace.ts";

type Manifest = Readonly<Record<string, unknown>>;

export interface NpmWorkspace {
  /** More fields of the root's package.json. */
  readonly root?: Manifest;
  /** More fields of a service's package.json, or others in place of its script. */
  readonly service?: (service: KeptService) => Manifest;
}

/** A package.json for the root and for each service, with dependencies among them and `build` as a script, and the lockfile that npm would write. */
export function writeNpmWorkspace(folder: string, services: readonly KeptService[], { root = {}, service }: NpmWorkspace = {}): void {
  const manifest = { name: "kept", version: "0.0.0", private: true, packageManager: "npm@11.0.0", workspaces: ["services/*"], ...root };
  writeJson(join(folder, "package.json"), manifest);
  const packages: Record<string, unknown> = { "": { name: "kept", version: "0.0.0", workspaces: ["services/*"] } };
  for (const each of services) {
    const dependencies = Object.fromEntries(each.dependsOn.map((name) => [name, "0.0.0"]));
    const own = { name: each.name, version: "0.0.0", private: true, dependencies, scripts: { build: BUILD }, ...service?.(each) };
    writeJson(join(folder, each.folder, "package.json"), own);
    packages[each.folder] = { name: each.name, version: "0.0.0", dependencies };
    packages[`node_modules/${each.name}`] = { resolved: each.folder, link: true };
  }
  writeJson(join(folder, "package-lock.json"), { name: "kept", version: "0.0.0", lockfileVersion: 3, requires: true, packages });
}

/**
 * A folder for PATH in which Bun answers to the name of npm. Some tools start `npm run build` for each task that misses: npm would take some 150 ms to
 * come up and Bun takes 10, so that a workspace of 1,000 is warm in seconds.
 */
export function bunAsNpm({ bun, folder }: Lab): string {
  const names = folder("bun-as-npm");
  const npm = join(names, "npm");
  if (bun !== undefined && !existsSync(npm)) symlinkSync(bun, npm);
  return names;
}

export function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
