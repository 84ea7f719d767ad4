import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, type Failure, type Result, writeWhole } from "@nix-repo/model";
import { decideColour, describeFailure, failureText } from "@nix-repo/reporters";
import { compareFiles, type FileChange, githubWorkflows, type WorkflowOptions } from "@nix-repo/scaffold";
import { askYesOrNo } from "../ask-yes-or-no.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { whereInRepository } from "../where-in-repository.ts";
import { type WorkflowFlags, workflowOptions } from "../workflow-options.ts";
import { writing } from "../writing.ts";

interface InitFlags extends GlobalFlags, WorkflowFlags {
  readonly ci: string | undefined;
  readonly yes: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `repo init --ci github`. What else a new workspace needs will have its flags here. */
export async function initWorkspace({ flags, context: { io } }: { flags: InitFlags; context: RepoContext }): Promise<number> {
  if (flags.ci !== "github") return await refuse(flags.ci === undefined ? NOTHING_TO_DO : unknownEngine(flags.ci), { io, flags });
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const place = whereInRepository(session.value.workspace);
  if (!place.ok) return await refuseIn(session.value, place.error);
  const options = await workflowOptions(flags, { session: session.value, place: place.value });
  if (!options.ok) return await refuseIn(session.value, options.error);
  const top = place.value.repository.workTree;
  const changes = compareFiles(githubWorkflows(options.value), top);
  const results = carryOut(changes, { top, flags, io });
  return report(results, { options: options.value, top, flags, io });
}

const NOTHING_TO_DO: Failure = {
  code: "usage",
  message: "init writes workflows for CI, and nothing else yet; it needs to be told for which CI",
  hint: "repo init --ci github",
};

function unknownEngine(name: string): Failure {
  return { code: "usage", message: `--ci is "${name}", and takes github` };
}

type Outcome = "unchanged" | "created" | "updated" | "would-create" | "would-update" | "left";

/** What became of a file. */
interface FileResult {
  readonly change: FileChange;
  readonly outcome: Outcome;
  readonly failure?: Failure;
}

interface Doing {
  readonly top: string;
  readonly flags: InitFlags;
  readonly io: Io;
}

function carryOut(changes: readonly FileChange[], doing: Doing): readonly FileResult[] {
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
  const written = write(file, change.content);
  return written.ok ? { change, outcome: isNew ? "created" : "updated" } : left(change, written.error);
}

function left(change: FileChange, failure: Failure): FileResult {
  return { change, outcome: "left", failure };
}

function write(file: string, content: string): Result<void> {
  return writing(file, () => {
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, content);
  });
}

/** The files and what became of them on stdout, with what would change; what was left as it is on stderr. */
function report(results: readonly FileResult[], { options, top, flags, io }: Doing & { readonly options: WorkflowOptions }): number {
  const code = results.some(({ failure }) => failure !== undefined) ? EXIT.failed : EXIT.ok;
  const next = results.some(({ outcome }) => outcome === "created" || outcome === "updated") ? nextSteps(options) : [];
  if (flags.json) {
    const files = results.map(({ change, outcome, failure }) => ({
      path: change.path,
      outcome,
      ...(change.kind === "unchanged" ? {} : { diff: change.diff }),
      ...(failure === undefined ? {} : { why: failureText(failure, { root: top, colour: false }) }),
    }));
    io.stdout.write(`${JSON.stringify({ version: 1, kind: "init", files, next }, undefined, 2)}\n`);
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

/** What only the repository's owner can do. */
function nextSteps({ repoComesFrom, binaryCache }: WorkflowOptions): readonly string[] {
  const steps = ["require the check `ci` in the rules of the branch: it passes where nothing is affected, too"];
  if (binaryCache?.kind === "cachix") steps.unshift("let CI fill the cache: the secret CACHIX_AUTH_TOKEN in the repository's settings");
  if (repoComesFrom.kind === "unknown")
    steps.unshift("say where CI gets repo from: an input `repo` in your flake, or --repo-from FLAKE; then run this again");
  return steps;
}
