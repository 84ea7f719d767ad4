import { existsSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Result, Variables } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import type { Captured } from "../capture.ts";
import { parseDevEnv } from "../captured-environment.ts";
import { askVersion } from "../nix-version.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { rootOf } from "./check.ts";
import { evaluateSmall, evaluateWhole } from "./evaluate-shell.ts";
import { type FoundInputs, findInputs } from "./find-inputs.ts";
import { newGeneration, scratchFolder, writeEnvironment } from "./generations.ts";
import { type LocalFlake, localInputs } from "./local-flake.ts";
import { type Configuration, type NixSettings, nixSettings, outsideDigests, readConfiguration, readFlags } from "./nix-settings.ts";
import { FIRST_PLAN, type Plan } from "./plan.ts";
import type { Because, KeptRecord, NixRecord } from "./record.ts";
import type { ShellTarget } from "./shell-target.ts";
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
  /** Of the program, where an earlier capture knew it. */
  readonly nixVersion?: string | undefined;
  readonly because?: Because | undefined;
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

  const whole = evaluateWhole(nix, target, system);
  const asked = askVersion(nix, request.nixVersion);
  const found = findInputs({
    openTree: request.openTree,
    flakeFolder: flake.folder,
    inputFolders: inputs.inside,
    plan: request.plan ?? FIRST_PLAN,
    whole: whole.then((result) => (result.ok ? result.value : undefined)),
    evaluate: async (lay, from) => {
      const scratch = scratchFolder(request.folder);
      try {
        lay(scratch);
        return await evaluateSmall(nix, { target, system, place: { flake, scratch, from, flags: request.nixFlags, workspaceRoot } });
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    },
  });
  const [evaluated, said, known] = await Promise.all([whole, asked, found]);
  if (!evaluated.ok) return evaluated.error.kind === "failed" ? undefined : evaluated;
  if (!said.ok) return said;
  const version = said.value;
  if (version === undefined) return undefined;

  const generation = newGeneration(request.folder);
  const { attribute, drvPath, names } = evaluated.value;
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
  const environment = { format: 1 as const, installable: target.installable, nixVersion: version, storePath, ...parsed };
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
    attribute,
    drvPath,
    ...(names === undefined ? {} : { names }),
    storePath,
    capturedAt: Date.now(),
    ...(request.because === undefined ? {} : { because: request.because }),
    outside,
    nix: { ...nixRecord, version },
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

function recordNix({ program, variables }: NixSettings, { files }: Configuration): Omit<NixRecord, "version"> {
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
