import { existsSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { openWorkspace } from "@nix-repo/config";
import { EXIT, ok, type Result, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import { additionsTo, compareFiles, type Imported, renderRegistry, settle } from "@nix-repo/scaffold";
import { OWN_FLAGS } from "../command-names.ts";
import { type Format, foreignFile, otherTaskFiles, registryFolder } from "../import/foreign-file.ts";
import { readForeign } from "../import/read-foreign.ts";
import { placeText, renderAdditions, renderImported } from "../import/render-imported.ts";
import type { Io } from "../io.ts";
import { carryOut, hasWritten, type OfferFlags, reportWritten } from "../offer-changes.ts";
import { refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface ImportFlags extends OfferFlags {
  readonly format: Format;
  readonly file: string | undefined;
  readonly anyOrder: boolean;
}

/** `repo import FORMAT [FILE]`. */
export async function importForeign({ flags, context: { io } }: { flags: ImportFlags; context: RepoContext }): Promise<number> {
  const cwd = flags.cwd === undefined ? io.cwd : resolve(io.cwd, flags.cwd);
  const file = foreignFile({ format: flags.format, named: flags.file, cwd });
  if (!file.ok) return await refuse(file.error, { io, flags });
  const existing = await workspaceAround(cwd, io);
  if (!existing.ok) return await refuse(existing.error, { io, flags });
  const root = existing.value?.root ?? registryFolder(file.value, { named: flags.file !== undefined, cwd });
  const path = relative(root, file.value).split(sep).join("/");
  const hasFlake = existing.value !== undefined || existsSync(join(root, "flake.nix"));
  const read = await readForeign({
    ...flags,
    file: file.value,
    root,
    path,
    hasFlake,
    otherTaskFiles: otherTaskFiles(root, flags.format),
    env: io.env,
  });
  if (!read.ok) return await refuse(read.error, { io, flags, root });
  if (read.value.refusal !== undefined) io.stderr.write(`just refuses ${path}:\n${indented(read.value.refusal)}\n\n`);

  const imported = await settle(read.value.imported, { ownFlags: OWN_FLAGS });
  const { services, workspace } = imported.parts;
  if (Object.keys(services).length === 0 && workspace?.verbs === undefined) {
    if (!flags.json) io.stdout.write(renderImported(imported, root));
    return await refuse({ code: "usage", message: `there is nothing in ${path} that a registry could hold` }, { io, flags, root });
  }
  if (existing.value === undefined) return write(imported, { path, root, hasFlake, flags, io });
  return await show(imported, existing.value, { path, root, flags, io });
}

async function workspaceAround(cwd: string, io: Io): Promise<Result<Workspace | undefined>> {
  const opened = await openWorkspace({ cwd, version: io.version, env: io.env as Record<string, string>, ownFlags: OWN_FLAGS });
  return !opened.ok && opened.error.code === "workspace-not-found" ? ok(undefined) : opened;
}

interface Doing {
  /** The foreign file, relative to the registry's folder. */
  readonly path: string;
  readonly root: string;
  readonly flags: ImportFlags;
  readonly io: Io;
}

function write(imported: Imported, { path, root, hasFlake, flags, io }: Doing & { readonly hasFlake: boolean }): number {
  const content = renderRegistry(imported.parts, [`imported from ${path} by repo import ${flags.format}`, ""]);
  const changes = compareFiles([{ path: REGISTRY, content }], root);
  if (!flags.json) io.stdout.write(`${renderImported(imported, root)}\n`);
  const results = carryOut(changes, { top: root, flags, io });
  const next = hasWritten(results) ? nextSteps(imported, { path, format: flags.format, hasFlake }) : [];
  return reportWritten(results, { kind: "import", next, more: plain(imported, root), top: root, flags, io });
}

const REGISTRY = "services.config.ts";

function nextSteps(
  { parts, notCarried }: Imported,
  { path, format, hasFlake }: { path: string; format: Format; hasFlake: boolean },
): readonly string[] {
  const steps = ["repo list shows what there is"];
  const tool = TOOLS[format];
  const verbs = JSON.stringify(parts.workspace?.verbs ?? {});
  if (tool !== undefined && new RegExp(`\\b${tool}\\b`).test(verbs)) steps.push(`${path} stays: some verbs call ${tool}`);
  else if (format === "procfile") steps.push(`take ${path} away: repo reads the lines of a Procfile in a service's folder, too`);
  else if (notCarried.length === 0) steps.push(`${path} is no longer needed`);
  if (!hasFlake && JSON.stringify(parts).includes('"shell":false'))
    steps.push("there is no flake.nix here, so that verbs use this machine's own tools: take out shell: false when there is one");
  return steps;
}

/** What reads a file itself, and may be called by what has been made of it. */
const TOOLS: Readonly<Partial<Record<Format, string>>> = { justfile: "just", taskfile: "task" };

/** A registry that is there is somebody's work, in whatever form: what to add is shown, and nothing is written. */
async function show(imported: Imported, workspace: Workspace, { root, flags, io }: Doing): Promise<number> {
  const own = await workspace.service(WORKSPACE_SERVICE);
  const verbs = own.ok ? [...own.value.verbs.keys()] : [];
  const { additions, imported: all } = additionsTo({ services: workspace.serviceNames, verbs }, imported);
  const registry = basename(workspace.registryFile);
  if (flags.json)
    io.stdout.write(
      `${JSON.stringify({ version: 1, kind: "import", files: [], next: [], additions, ...plain(all, root) }, undefined, 2)}\n`,
    );
  else
    io.stdout.write(
      `${renderImported(all, root)}\n${additions.length === 0 ? `${registry} has it all\n` : renderAdditions(additions, registry)}`,
    );
  return EXIT.ok;
}

function plain({ carried, replaced, notCarried }: Imported, root: string): Readonly<Record<string, unknown>> {
  const withPlace = <T extends { readonly where?: Parameters<typeof placeText>[0] }>({ where, ...rest }: T) => ({
    ...rest,
    ...(where === undefined ? {} : { where: placeText(where, root) }),
  });
  return { carried: carried.map(withPlace), replaced: replaced.map(withPlace), notCarried: notCarried.map(withPlace) };
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `    ${line}`.trimEnd())
    .join("\n");
}
