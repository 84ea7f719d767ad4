import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, type Failure, type Result, writeWhole } from "@nix-repo/model";
import { decideColour, describeFailure, failureText } from "@nix-repo/reporters";
import type { FileChange, WrittenFile } from "@nix-repo/scaffold";
import { askYesOrNo } from "./ask-yes-or-no.ts";
import type { Io } from "./io.ts";
import type { GlobalFlags } from "./open-session.ts";
import { writing } from "./writing.ts";

/** The flags of a command that writes into the user's repository. */
export interface OfferFlags extends GlobalFlags {
  readonly yes: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export type Outcome = "unchanged" | "created" | "updated" | "would-create" | "would-update" | "left";

/** What became of a file. */
export interface FileResult {
  readonly change: FileChange;
  readonly outcome: Outcome;
  readonly failure?: Failure;
}

export interface Doing {
  /** What the paths of the changes are relative to. */
  readonly top: string;
  readonly flags: OfferFlags;
  readonly io: Io;
}

/**
 * Writes what may be written. On a terminal the changes are shown first, and somebody has to agree; where there is nobody to ask, only files that are
 * new are written. What somebody else's work is in is left as it is, unless told otherwise (`--force`).
 */
export function carryOut(changes: readonly FileChange[], doing: Doing): readonly FileResult[] {
  const { flags } = doing;
  const wanted = changes.filter((change) => change.kind !== "unchanged" && (change.kind !== "conflict" || flags.force));
  const consent = flags.dryRun ? "shown" : consentTo(wanted, doing);
  return changes.map((change) => carryOutOne(change, consent, doing));
}

/** `shown`: nothing is written. `new-files`: there is nobody to ask, and only what cannot be in anybody's way is written. */
type Consent = "all" | "new-files" | "shown";

function consentTo(wanted: readonly FileChange[], { flags, io }: Doing): Consent {
  if (flags.yes || flags.force) return "all";
  const isTerminal = !flags.json && io.stdin.isTTY === true && io.stderr.isTTY === true;
  if (!isTerminal) return "new-files";
  if (wanted.length === 0) return "all";
  for (const change of wanted) {
    if (change.kind === "create") io.stderr.write(`new: ${change.path}, ${lineCount(change.content)} lines\n`);
    else if (change.kind !== "unchanged") io.stderr.write(change.diff);
  }
  return askYesOrNo(wanted.length === 1 ? "write it?" : "write them?", io) ? "all" : "shown";
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}

function carryOutOne(change: FileChange, consent: Consent, { top, flags }: Doing): FileResult {
  if (change.kind === "unchanged") return { change, outcome: "unchanged" };
  const file = join(top, change.path);
  if (change.kind === "conflict" && !flags.force) return left(change, { code: "file-left", file, why: change.origin });
  const isNew = change.kind === "create";
  if (consent === "shown") return { change, outcome: isNew ? "would-create" : "would-update" };
  if (consent === "new-files" && !isNew) return left(change, { code: "file-left", file, why: "unasked" });
  const written = write(file, change);
  return written.ok ? { change, outcome: isNew ? "created" : "updated" } : left(change, written.error);
}

function left(change: FileChange, failure: Failure): FileResult {
  return { change, outcome: "left", failure };
}

function write(file: string, { content, executable = false }: WrittenFile): Result<void> {
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, content, { mode: executable ? 0o777 : 0o666 });
  });
}

export function hasWritten(results: readonly FileResult[]): boolean {
  return results.some(({ outcome }) => outcome === "created" || outcome === "updated");
}

export interface Told extends Doing {
  /** The command, as it is named in JSON. */
  readonly kind: string;
  /** What is left for the user to do, one step each. */
  readonly next: readonly string[];
  /** What else stands in the JSON. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The files and what became of them on stdout, with what would change; what was left as it is on stderr. Gives the exit code. */
export function reportWritten(results: readonly FileResult[], { kind, next, more = {}, top, flags, io }: Told): number {
  const code = results.some(({ failure }) => failure !== undefined) ? EXIT.failed : EXIT.ok;
  if (flags.json) {
    const files = results.map(({ change, outcome, failure }) => ({
      path: change.path,
      outcome,
      ...(change.kind === "unchanged" ? {} : { diff: change.diff }),
      ...(failure === undefined ? {} : { why: failureText(failure, { root: top, colour: false }) }),
    }));
    io.stdout.write(`${JSON.stringify({ version: 1, kind, files, next, ...more }, undefined, 2)}\n`);
    return code;
  }
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stderr.isTTY === true });
  for (const { change, outcome, failure } of results) {
    if (failure !== undefined) io.stderr.write(`${describeFailure(failure, { root: top, colour })}\n`);
    else io.stdout.write(`${WORDS[outcome]} ${change.path}\n`);
    if (change.kind !== "unchanged" && (flags.dryRun || failure?.code === "file-left")) io.stdout.write(change.diff);
  }
  if (next.length > 0) io.stdout.write(`\nnext\n${next.map((step) => `  ${step}\n`).join("")}`);
  return code;
}

const WORDS: Readonly<Record<Outcome, string>> = {
  unchanged: "up to date:",
  created: "written:",
  updated: "brought up to date:",
  "would-create": "not written:",
  "would-update": "not brought up to date:",
  left: "left as it is:",
};
