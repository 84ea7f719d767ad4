import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "@nix-repo/model";
import { err, ok } from "@nix-repo/model";
import { saysShellIsMissing } from "../nix-message.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { fragmentOf } from "../shell-name.ts";
import type { LocalFlake } from "./local-flake.ts";
import type { ShellTarget } from "./shell-target.ts";

/** What an evaluation says of a devShell. */
export interface EvaluatedShell {
  /** Where it was found: `devShells.x86_64-linux.web`. */
  readonly attribute: string;
  readonly drvPath: string;
  /** Of all that stands directly below `devShells.<system>`; undefined where nobody looked. */
  readonly names?: readonly string[];
}

type Evaluation = Result<EvaluatedShell, NixError>;

/** As `nix develop` would evaluate it. */
export async function evaluateWhole(nix: NixRunner, target: ShellTarget, system: string): Promise<Evaluation> {
  const { reference, cwd } = target.reference;
  return await inOrder(questionsFor(target, system), ({ fragment, rest }) =>
    nix.run({ args: ["eval", "--raw", `${reference}#${fragment}`, ...rest], cwd }),
  );
}

export interface SmallPlace {
  readonly flake: LocalFlake;
  /** Where the small tree was laid. */
  readonly scratch: string;
  readonly from: "root" | "flake";
  /** The user's, which are relative to the workspace's root. */
  readonly flags: readonly string[];
  readonly workspaceRoot: string;
  /** Whether code of other flakes takes part, which we cannot watch. */
  readonly hasInputs: boolean;
}

export interface SmallEvaluation {
  readonly result: Evaluation;
  /** Of all that was tried: what was looked at where nothing was found counts too. */
  readonly stderr: string;
  /** Whether any code, of whatever flake, asked for the folder of a path, and so may have looked beside a file that it was given. */
  readonly climbs: boolean;
}

export async function evaluateSmall(
  nix: NixRunner,
  { target, system, place }: { target: ShellTarget; system: string; place: SmallPlace },
): Promise<SmallEvaluation> {
  const { flake, scratch, from, workspaceRoot, hasInputs } = place;
  const counts = `${scratch}-counts`;
  const inFlake = from === "flake" || flake.folder === "";
  const reference = inFlake ? "path:." : `path:.?dir=${flake.folder.split("/").map(encodeURIComponent).join("/")}`;
  const cwd = inFlake ? join(scratch, flake.folder) : scratch;
  const flags = absoluteFlags(place.flags, workspaceRoot);
  // With replaced inputs the lock file always needs changes.
  const locking = flags.includes("--override-input") ? "--no-write-lock-file" : "--no-update-lock-file";
  let stderr = "";
  let climbs = false;
  const result = await inOrder(questionsFor(target, system), async ({ fragment, rest }) => {
    const said = await nix.run({
      args: ["eval", ...flags, "--raw", "--option", "eval-cache", "false", locking, `${reference}#${fragment}`, ...rest],
      cwd,
      withFlags: false,
      onStderr: (text) => {
        stderr += text;
      },
      ...(hasInputs ? { env: { NIX_SHOW_STATS: "1", NIX_COUNT_CALLS: "1", NIX_SHOW_STATS_PATH: counts } } : {}),
    });
    climbs ||= hasInputs && countOf("dirOf", counts) !== 0;
    return said;
  });
  return { result, stderr, climbs };
}

/** How often a primitive operation was called, as Nix counted; undefined where it did not. */
function countOf(operation: string, counts: string): number | undefined {
  try {
    const { primops } = JSON.parse(readFileSync(counts, "utf8")) as { primops: Record<string, number> };
    return primops[operation] ?? 0;
  } catch {
    return undefined;
  }
}

/** One place where a devShell may be. */
interface Question {
  readonly attribute: string;
  /** What is evaluated, and how. */
  readonly fragment: string;
  readonly rest: readonly string[];
  /** @returns an undefined `drvPath` where the shell is not there */
  readonly read: (said: string) => { readonly drvPath: string | undefined; readonly names?: readonly string[] };
}

/** In the order in which `nix develop` looks. */
function questionsFor({ path, full }: ShellTarget, system: string): readonly Question[] {
  if (path.length === 0) {
    return [`devShells.${system}.default`, `devShell.${system}`, `packages.${system}.default`, `defaultPackage.${system}`].map(
      plainQuestion,
    );
  }
  if (full) return [plainQuestion(fragmentOf(path))];
  const elsewhere = [["packages", system, ...path], ["legacyPackages", system, ...path], path].map((each) =>
    plainQuestion(fragmentOf(each)),
  );
  const [name = ""] = path;
  const first = path.length === 1 ? namingQuestion(name, system) : plainQuestion(fragmentOf(["devShells", system, ...path]));
  return [first, ...elsewhere];
}

function plainQuestion(attribute: string): Question {
  return { attribute, fragment: `${attribute}.drvPath`, rest: [], read: (said) => ({ drvPath: said.trim() }) };
}

/** Nothing can be taken out of a set before all its names are known: they cost nothing here, and tell which of several shells is meant. */
function namingQuestion(name: string, system: string): Question {
  const key = `"${name.replaceAll(/["\\$]/g, "\\$&")}"`;
  const apply = `shells: builtins.toJSON { names = builtins.attrNames shells; drvPath = if shells ? ${key} then shells.${key}.drvPath else null; }`;
  return {
    attribute: fragmentOf(["devShells", system, name]),
    fragment: `devShells.${system}`,
    rest: ["--apply", apply],
    read(said) {
      const { names, drvPath } = JSON.parse(said) as { names: readonly string[]; drvPath: string | null };
      return { names, drvPath: drvPath ?? undefined };
    },
  };
}

async function inOrder(
  questions: readonly Question[],
  ask: (question: Question) => Promise<Result<string, NixError>>,
): Promise<Evaluation> {
  let names: readonly string[] | undefined;
  let failed: NixError = { kind: "failed", stderr: "" };
  for (const question of questions) {
    const said = await ask(question);
    if (!said.ok) {
      failed = said.error;
      if (failed.kind !== "failed" || !saysShellIsMissing(failed.stderr)) break;
      if (question.rest.length > 0) names = [];
      continue;
    }
    const read = question.read(said.value);
    names ??= read.names;
    if (read.drvPath !== undefined) {
      return ok({ attribute: question.attribute, drvPath: read.drvPath, ...(names === undefined ? {} : { names }) });
    }
  }
  return err(failed);
}

/** Paths in flags are relative to where Nix is started. */
function absoluteFlags(flags: readonly string[], root: string): readonly string[] {
  return flags.map((flag) => {
    const path = /^path:((?!\/).*)$/.exec(flag)?.[1];
    return path === undefined ? flag : `path:${join(root, path)}`;
  });
}
