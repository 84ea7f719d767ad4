import { realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { EXIT, type Workspace } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import { chooseShell, entryOf, type FoundService, isWithin, renderKey, renderValue } from "@nix-repo/scaffold";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import { openRepository, type Seen } from "./open-repository.ts";

/** A service that was found and that no entry of the registry is about. */
interface Lacking {
  readonly name: string;
  readonly folder: string;
  /** What to add; undefined where the registry's `root` does not hold the folder. */
  readonly entry: ReturnType<typeof entryOf> | undefined;
}

/** `repo init` in a workspace: its registry is nobody's but the team's, so that what it lacks is said and not written. */
export async function compareRegistry(flags: GlobalFlags & { readonly json: boolean }, io: Io): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const { workspace } = session.value;
  const { root, flake, nixFlags } = workspace;
  const seen = await openRepository({ folder: root, flake, registryFlags: nixFlags, io, flags });
  if (!seen.ok) return await refuseIn(session.value, seen.error);
  const lacks = lackingIn(workspace, seen.value);
  const file = displayPath(workspace.registryFile, root);
  const code = lacks.length === 0 ? EXIT.ok : EXIT.failed;
  if (flags.json)
    io.stdout.write(`${JSON.stringify({ version: 1, kind: "init", registry: file, files: [], next: [], lacks }, undefined, 2)}\n`);
  else io.stdout.write(lacks.length === 0 ? `${file} has all services that are here\n` : describeLacking(lacks, { file, workspace }));
  return code;
}

function lackingIn(workspace: Workspace, { root, detection: { services }, shells }: Seen): Lacking[] {
  const real = (folder: string) => {
    try {
      return relative(root, realpathSync(folder)).split(sep).join("/") || ".";
    } catch {
      return undefined;
    }
  };
  const registered = new Map<string, string>();
  for (const [name, folder] of workspace.folders) {
    const place = real(folder);
    if (place !== undefined) registered.set(place, name);
  }
  const codeRoot = real(workspace.codeRoot) ?? ".";
  const isCovered = ({ folder }: FoundService) =>
    registered.has(folder) || [...registered.keys()].some((place) => place !== "." && isWithin(folder, place));
  const missing = services.filter((service) => !isCovered(service));
  const names = namesFor(missing, new Set(workspace.serviceNames));
  const nameOf = (folder: string) => registered.get(folder) ?? names.get(folder);
  const folders = new Map(services.map(({ name, folder }) => [name, folder]));
  return missing.map((service) => {
    const { folder } = service;
    const name = names.get(folder) ?? service.name;
    if (!isWithin(folder, codeRoot)) return { name, folder, entry: undefined };
    const path = relative(join("/", codeRoot), join("/", folder)) || ".";
    const dependsOn = service.dependsOn.flatMap((needed) => nameOf(folders.get(needed) ?? "") ?? []);
    const shell = shells.kind === "known" ? chooseShell({ service: { ...service, name }, path, shells: shells.names }) : undefined;
    return { name, folder, entry: entryOf({ ...service, dependsOn }, { path, shell }) };
  });
}

/** The names that detection gave, but for those that the registry has given to others. */
function namesFor(services: readonly FoundService[], taken: Set<string>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, folder } of services) {
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}-${count}`;
    taken.add(free);
    names.set(folder, free);
  }
  return names;
}

function describeLacking(lacks: readonly Lacking[], { file, workspace }: { file: string; workspace: Workspace }): string {
  const inside = lacks.flatMap(({ name, entry }) => (entry === undefined ? [] : [`    ${renderKey(name)}: ${renderEntry(name, entry)},`]));
  const outside = lacks.filter(({ entry }) => entry === undefined).map(({ folder }) => `    ${folder}`);
  const codeRoot = displayPath(workspace.codeRoot, workspace.root);
  return [
    `${file} is left as it is; ${lacks.length === 1 ? "a service is" : `${lacks.length} services are`} here that it lacks`,
    ...(inside.length === 0 ? [] : ["", "  to add to its services", "", ...inside]),
    ...(outside.length === 0 ? [] : ["", `  outside its root ${codeRoot}, and so only with another root`, "", ...outside]),
    "",
  ].join("\n");
}

function renderEntry(name: string, entry: object): string {
  return renderValue(entry, { indent: 2, column: `    ${renderKey(name)}: `.length });
}
