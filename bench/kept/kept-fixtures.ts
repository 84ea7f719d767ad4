import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BenchCase, Lab, Missing } from "../bench-case.ts";
import type { KeptTool, KeptWorkspace } from "./kept-tool.ts";
import { commitAll, generateKeptServices, generateUnrelated } from "./kept-workspace.ts";
import { findLage } from "./lage.ts";
import { findMise } from "./mise.ts";
import { findMoon } from "./moon.ts";
import { findNx } from "./nx.ts";
import { findRepo, findRepoOnHost } from "./repo.ts";
import { findTurbo } from "./turbo.ts";
import { findWireit } from "./wireit.ts";

/** All that this machine has, and why it has not the others: found once for all files of rows. */
export function findTools(lab: Lab): Tools {
  const known = foundTools.get(lab);
  if (known !== undefined) return known;
  const own = [findRepo, findRepoOnHost].map((find) => find(lab));
  const peers = [findTurbo, findMise, findMoon, findWireit, findNx, findLage].map((find) => find(lab));
  const tools = {
    own: own.flatMap((each) => ("missing" in each ? [] : [each])),
    peers: peers.flatMap((each) => ("missing" in each ? [] : [each])),
    missing: [...own, ...peers].flatMap((each) => ("missing" in each ? [each] : [])),
  };
  foundTools.set(lab, tools);
  return tools;
}

export interface Tools {
  readonly own: readonly KeptTool[];
  readonly peers: readonly KeptTool[];
  readonly missing: readonly Missing[];
}

const foundTools = new WeakMap<Lab, Tools>();

export interface Fixture extends KeptWorkspace {
  /** What a row of this workspace has besides its name and its argv. */
  readonly row: Pick<BenchCase, "cwd" | "env">;
}

/** A workspace of a tool's own, in which nothing has run yet. */
export function fixtureOf(lab: Lab, tool: KeptTool, { title, services: count, unrelated = 0, build }: FixtureOptions): Fixture {
  const name = `${tool.name}, ${title}`.replaceAll(/[^a-z0-9]+/g, "-");
  const root = lab.folder(name);
  const workspace = { root, home: lab.folder(`${name}-home`), services: generateKeptServices(root, count), build };
  tool.configure(workspace);
  generateUnrelated(root, unrelated);
  commitAll(root);
  const env = tool.env?.(workspace);
  return { ...workspace, row: { cwd: root, ...(env === undefined ? {} : { env }) } };
}

export interface FixtureOptions {
  /** Tells it from the tool's others. */
  readonly title: string;
  readonly services: number;
  /** Files that belong to no service. */
  readonly unrelated?: number;
  readonly build?: string;
}

/** A slow tool is started in every so many rounds only: of 40 in so many as take some three seconds, and at least in two. */
export function everyFor({ about }: KeptTool, tasks: number): number {
  const milliseconds = about * Math.max(1, tasks / 100);
  return Math.min(20, Math.ceil((40 * milliseconds) / 3_000));
}

export function removeOutputs({ root, services }: KeptWorkspace): void {
  for (const { folder } of services) rmSync(join(root, folder, "dist"), { recursive: true, force: true });
}

/** Nothing has run here before. */
export function forgetAll(tool: KeptTool, workspace: KeptWorkspace): void {
  removeOutputs(workspace);
  for (const cache of tool.caches(workspace)) rmSync(resolve(workspace.root, cache), { recursive: true, force: true });
}
