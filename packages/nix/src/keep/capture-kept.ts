import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import { parseDevEnv } from "../captured-environment.ts";
import { saysShellIsMissing } from "../nix-message.ts";
import { parseNixVersion } from "../nix-version.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { fragmentOf } from "../shell-name.ts";
import { rootOf } from "./check.ts";
import { type FoundInputs, findInputs } from "./find-inputs.ts";
import { newGeneration, scratchFolder, writeEnvironment } from "./generations.ts";
import { type LocalFlake, localInputs } from "./local-flake.ts";
import { type Configuration, type NixSettings, nixSettings, outsideDigests, readConfiguration, readFlags } from "./nix-settings.ts";
import { FIRST_PLAN, type Plan } from "./plan.ts";
import type { Because, KeptRecord, NixRecord } from "./record.ts";
import { digestOf, lookAt, trusted } from "./signature.ts";
import type { SourceTree } from "./source-tree.ts";

export interface KeptCapture {
  readonly nix: NixRunner;
  readonly program: string;
  readonly env: Variables;
  readonly nixFlags: readonly string[];
  readonly system: string;
  readonly target: ShellTarget;
  readonly flake: LocalFlake;
  readonly workspaceRoot: string;
  /** The shell's own folder, in our turn. */
  readonly folder: string;
  readonly openTree: () => SourceTree | undefined;
  readonly plan?: Plan | undefined;
  readonly because?: Because | undefined;
}

export interface ShellTarget {
  readonly shell: string;
  /** As the registry writes it. */
  readonly flake: string;
  readonly installable: string;
  /** The flake as Nix takes it, and where Nix is started. */
  readonly reference: { readonly reference: string; readonly cwd: string };
  readonly path: readonly string[];
  readonly full: boolean;
}

/** `record` is left out where nothing can be kept. */
export interface CapturedAndRecord {
  readonly captured: Captured;
  readonly record?: KeptRecord;
}

/**
 * Captures an environment, and finds out what it depends on: the whole tree is evaluated, as `nix develop` would do it, and at the same time the small
 * part of it that seems to matter. Where both give one derivation the small part is the key.
 * @returns undefined where this way does not lead to an environment, and Nix has to be asked in its own.
 */
export async function captureKept(request: KeptCapture): Promise<Result<CapturedAndRecord, NixError> | undefined> {
  const { nix, target, system, flake, workspaceRoot } = request;
  const flags = readFlags(request.nixFlags, workspaceRoot);
  const settings = nixSettings(request.program, request.env);
  const configuration = readConfiguration(settings, request.env);
  const inputs = localInputs(flake);
  if (flags.kind === "unknown" || configuration.impure || inputs === undefined) return undefined;
  const nixRecord = recordNix(settings, configuration);
  const outside = outsideDigests([...flags.outside, ...inputs.outside]);
  if (outside === undefined) return undefined;

  const attributes = attributesOf(target, system);
  const whole = evaluateWhole(nix, target, attributes);
  const attribute = whole.then((result) => (result?.ok ? result.value.attribute : undefined));
  const version = nix.run({ args: ["--version"], cwd: workspaceRoot, withFlags: false });
  const found = findInputs({
    openTree: request.openTree,
    flakeFolder: flake.folder,
    inputFolders: inputs.inside,
    plan: request.plan ?? FIRST_PLAN,
    whole: whole.then((result) => (result?.ok ? result.value.drvPath : undefined)),
    evaluate: async (lay, from) => {
      const scratch = scratchFolder(request.folder);
      try {
        lay(scratch);
        // Almost always the first; the others are for flakes in older shapes.
        let evaluated = await evaluateSmall(request, { scratch, from, attribute: attributes[0] ?? "" });
        const other = evaluated.result.ok || attributes.length === 1 ? undefined : await attribute;
        if (other !== undefined && other !== attributes[0]) evaluated = await evaluateSmall(request, { scratch, from, attribute: other });
        return evaluated;
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
  });
  const [evaluated, said, known] = await Promise.all([whole, version, found]);
  if (!evaluated.ok) return evaluated.error.kind === "failed" ? undefined : evaluated;
  if (!said.ok) return said;
  const nixVersion = parseNixVersion(said.value);
  if (nixVersion === undefined) return undefined;

  const generation = newGeneration(request.folder);
  const { drvPath } = evaluated.value;
  const profile = join(generation, "profile");
  const json = await nix.run({
    args: ["print-dev-env", ...flags.building, "--json", "--profile", profile, drvPath],
    cwd: workspaceRoot,
    withFlags: false,
  });
  if (!json.ok) {
    rmSync(generation, { recursive: true, force: true });
    return json;
  }
  const parsed = parseDevEnv(json.value);
  const storePath = targetOf(rootOf(generation));
  if (parsed === undefined || storePath === undefined || json.value.includes("\uFFFD")) {
    rmSync(generation, { recursive: true, force: true });
    return ok({ captured: { kind: "unsure" } });
  }
  const environment = { format: 1 as const, installable: target.installable, nixVersion, storePath, ...parsed };
  const captured: Captured = { kind: "environment", environment };
  const moved = outsideDigests(outside.map(([folder]) => folder))?.some(([, digest], i) => digest !== outside[i]?.[1]) ?? true;
  const kept: FoundInputs = moved ? { kind: "whole", why: "an input changed meanwhile" } : known;
  if (kept.kind === "inputs") writeEnvironment(generation, environment);
  else rmSync(generation, { recursive: true, force: true });
  const record: KeptRecord = {
    format: 2,
    class: kept.kind === "inputs" ? "files" : "whole",
    generation: kept.kind === "inputs" ? basename(generation) : "",
    shell: target.shell,
    installable: target.installable,
    attribute: evaluated.value.attribute,
    drvPath,
    storePath,
    capturedAt: Date.now(),
    ...(request.because === undefined ? {} : { because: request.because }),
    outside,
    nix: nixRecord,
    references: referencesIn(json.value, storePath),
    ...sourcesOf(kept),
  };
  return ok({ captured, record });
}

/** What the key is made of; for what depends on the whole tree, what has to change before another look is worth it. */
function sourcesOf(kept: FoundInputs): Pick<KeptRecord, "files" | "absent" | "listings" | "plan"> & { index?: string; whole?: string } {
  if (kept.kind === "whole") return { whole: kept.why, files: kept.files ?? [], absent: [], listings: [], plan: FIRST_PLAN };
  const { files, absent, listings, plan, index } = kept.inputs;
  return { files, absent, listings, plan, ...(index === undefined ? {} : { index }) };
}

/** In the order in which `nix develop` looks. */
function attributesOf({ path, full }: ShellTarget, system: string): readonly string[] {
  if (path.length === 0) {
    return [`devShells.${system}.default`, `devShell.${system}`, `packages.${system}.default`, `defaultPackage.${system}`];
  }
  if (full) return [fragmentOf(path)];
  return [...["devShells", "packages", "legacyPackages"].map((set) => fragmentOf([set, system, ...path])), fragmentOf(path)];
}

async function evaluateWhole(
  nix: NixRunner,
  target: ShellTarget,
  attributes: readonly string[],
): Promise<Result<{ attribute: string; drvPath: string }, NixError>> {
  let last: Result<string, NixError> | undefined;
  for (const attribute of attributes) {
    const { reference, cwd } = target.reference;
    last = await nix.run({ args: ["eval", "--raw", `${reference}#${attribute}.drvPath`], cwd });
    if (last.ok) return ok({ attribute, drvPath: last.value.trim() });
    if (last.error.kind !== "failed" || !saysShellIsMissing(last.error.stderr)) break;
  }
  return err(last === undefined || last.ok ? { kind: "missing" } : last.error);
}

async function evaluateSmall(
  { nix, nixFlags, workspaceRoot, flake }: KeptCapture,
  { scratch, from, attribute }: { scratch: string; from: "root" | "flake"; attribute: string },
): Promise<{ result: Result<string, NixError>; stderr: string }> {
  const inFlake = from === "flake" || flake.folder === "";
  const reference = inFlake ? "path:." : `path:.?dir=${flake.folder.split("/").map(encodeURIComponent).join("/")}`;
  const cwd = inFlake ? join(scratch, flake.folder) : scratch;
  const flags = absoluteFlags(nixFlags, workspaceRoot);
  // With replaced inputs the lock file always needs changes.
  const locking = flags.includes("--override-input") ? "--no-write-lock-file" : "--no-update-lock-file";
  let stderr = "";
  const result = await nix.run({
    args: ["eval", ...flags, "--raw", "--option", "eval-cache", "false", locking, `${reference}#${attribute}.drvPath`],
    cwd,
    withFlags: false,
    onStderr: (text) => {
      stderr = text;
    },
  });
  return { result: result.ok ? ok(result.value.trim()) : result, stderr };
}

/** Paths in flags are relative to where Nix is started. */
function absoluteFlags(flags: readonly string[], root: string): readonly string[] {
  return flags.map((flag) => {
    const path = /^path:((?!\/).*)$/.exec(flag)?.[1];
    return path === undefined ? flag : `path:${join(root, path)}`;
  });
}

function recordNix({ program, variables }: NixSettings, { files }: Configuration): NixRecord {
  const look = lookAt(program);
  const signature = look === undefined ? "" : trusted(look, Date.now());
  return { program, signature, digest: existsSync(program) ? digestOf(readFileSync(program)) : "", variables, configuration: files };
}

/** As Nix finds references: by the hashes that occur in the text. */
function referencesIn(text: string, storePath: string): readonly string[] {
  const store = dirname(storePath);
  const pattern = new RegExp(`${store.replaceAll(/[^A-Za-z0-9/_-]/g, "\\$&")}/[0-9a-z]{32}-[A-Za-z0-9+._?=-]+`, "g");
  return [...new Set(text.match(pattern) ?? [])].filter((path) => existsSync(path)).sort();
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
