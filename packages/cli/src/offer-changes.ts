import { mkdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, err, type Failure, type Result, writeWhole } from "@nix-repo/model";
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

export type Outcome = "unchanged" | "created" | "updated" | "edited" | "would-create" | "would-update" | "would-edit" | "left";

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
  /** Whether nothing more is written once something could not be: what comes later needs what comes before. */
  readonly inOrder?: boolean;
}

/**
 * Writes what may be written. On a terminal the changes are shown first, and somebody has to agree; where there is nobody to ask, only files that are
 * new are written. What somebody else's work is in is left as it is, unless told otherwise (`--force`).
 */
export function carryOut(changes: readonly FileChange[], doing: Doing): readonly FileResult[] {
  const { flags } = doing;
  const wanted = changes.filter((change) => change.kind !== "unchanged" && (change.kind !== "conflict" || flags.force));
  const consent = flags.dryRun ? "shown" : consentTo(wanted, doing);
  const results: FileResult[] = [];
  for (const change of changes) {
    const isBroken = doing.inOrder === true && results.some(({ failure }) => failure !== undefined);
    results.push(carryOutOne(change, isBroken ? "shown" : consent, doing));
  }
  return results;
}

/** `shown`: nothing is written. `new-files`: there is nobody to ask, and only what cannot be in anybody's way is written. */
type Consent = "all" | "new-files" | "shown";

function consentTo(wanted: readonly FileChange[], { flags, io }: Doing): Consent {
  if (flags.yes || flags.force) return "all";
  const isTerminal = !flags.json && io.stdin.isTTY === true && io.stderr.isTTY === true;
  if (!isTerminal) return "new-files";
  if (wanted.length === 0) return "all";
  for (const change of wanted) {
    if (change.kind === "create") io.stderr.write(`new: ${change.path}, ${sizeOf(change)}\n`);
    else if (change.kind !== "unchanged") io.stderr.write(change.diff);
  }
  return askYesOrNo(wanted.length === 1 ? "write it?" : "write them?", io) ? "all" : "shown";
}

function sizeOf({ content, bytes, link }: WrittenFile): string {
  if (link !== undefined) return `a link to ${link}`;
  if (bytes !== undefined) return `${bytes.length} bytes`;
  const lines = content.split("\n").length - 1;
  return lines === 1 ? "1 line" : `${lines} lines`;
}

function carryOutOne(change: FileChange, consent: Consent, { top, flags }: Doing): FileResult {
  if (change.kind === "unchanged") return { change, outcome: "unchanged" };
  const file = join(top, change.path);
  if (change.kind === "conflict" && !flags.force) return left(change, { code: "file-left", file, why: change.origin });
  const isNew = change.kind === "create";
  if (consent === "shown") return { change, outcome: isNew ? "would-create" : change.kind === "edit" ? "would-edit" : "would-update" };
  if (consent === "new-files" && !isNew) return left(change, { code: "file-left", file, why: "unasked" });
  if (change.kind === "edit") {
    const edited = edit(file, change);
    return edited.ok ? { change, outcome: "edited" } : left(change, edited.error);
  }
  const written = write(file, change);
  return written.ok ? { change, outcome: isNew ? "created" : "updated" } : left(change, written.error);
}

function left(change: FileChange, failure: Failure): FileResult {
  return { change, outcome: "left", failure };
}

function write(file: string, { content, bytes, link, executable = false }: WrittenFile): Result<void> {
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    const mode = executable ? 0o777 : 0o666;
    if (link !== undefined) symlinkSync(link, file);
    else if (bytes !== undefined) writeFileSync(file, bytes, { mode, flag: "wx" });
    else writeWhole(file, content, { mode });
  });
}

/** Where the file is a link, what it leads to is written, and its mode stays. Nothing is written over what came into it meanwhile. */
function edit(path: string, { before, content }: { before: string; content: string }): Result<void> {
  let isChanged = false;
  const written = writing(path, () => {
    isChanged = readFileSync(path, "utf8") !== before;
    const file = realpathSync(path);
    if (!isChanged) writeWhole(file, content, { mode: statSync(file).mode & 0o777 });
  });
  return isChanged ? err({ code: "file-left", file: path, why: "changed" }) : written;
}

export function hasWritten(results: readonly FileResult[]): boolean {
  return results.some(({ outcome }) => outcome === "created" || outcome === "updated" || outcome === "edited");
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
  edited: "edited:",
  "would-create": "not written:",
  "would-update": "not brought up to date:",
  "would-edit": "not edited:",
  left: "left as it is:",
};
