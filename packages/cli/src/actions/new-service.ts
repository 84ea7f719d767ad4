import type { ServiceConfig } from "@nix-repo/config";
import { EXIT, type Failure } from "@nix-repo/model";
import { compareFiles, type FileChange } from "@nix-repo/scaffold";
import { askSource, askVariable, choiceLines, choicesOf } from "../new/ask-source.ts";
import type { NewFlags } from "../new/new-flags.ts";
import { membershipStep, nextSteps } from "../new/next-steps.ts";
import { type PlannedEdit, planEntry, planShell } from "../new/planned-edits.ts";
import { filesOf, packagesOf, sourceOf, valuesFor } from "../new/what-it-is-made-of.ts";
import { whereItGoes } from "../new/where-it-goes.ts";
import { carryOut, type FileResult, hasWritten, reportWritten } from "../offer-changes.ts";
import { openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

/** `repo new`. */
export async function newService({ flags, context: { io } }: { flags: NewFlags; context: RepoContext }): Promise<number> {
  const opened = await openSession(flags, io);
  if (!opened.ok) return await refuse(opened.error, { io, flags });
  const session = opened.value;
  const { workspace } = session;
  if (flags.list) return await listChoices(session, flags);
  const { folder } = flags;
  if (folder === undefined) return await refuseIn(session, NO_FOLDER);
  const canAsk = !flags.json && !flags.yes && io.stdin.isTTY === true && io.stderr.isTTY === true;
  const chosen = canAsk && flags.stack === undefined && flags.template === undefined ? await askSource(workspace.root, io) : undefined;
  const wanted = chosen === undefined ? flags : { ...flags, [chosen.kind]: chosen.name };

  const mistakes: string[] = [];
  const place = whereItGoes(workspace, { ...flags, folder }, mistakes);
  const found = await sourceOf(workspace.root, { ...flags, stack: wanted.stack, template: wanted.template }, mistakes);
  if (!found.ok) return await refuseIn(session, found.error);
  const source = found.value;
  if (source?.kind === "template" && flags.docker) mistakes.push("--docker is for stacks: a template has its own files");
  if (source?.kind === "stack" && flags.variables.length > 0) mistakes.push("--var is for templates: a stack has no variables");
  if (flags.shell !== undefined && (flags.noShell || flags.shell.trim() === ""))
    mistakes.push(flags.noShell ? "--shell and --no-shell exclude each other" : "--shell is empty");
  const ask = canAsk && mistakes.length === 0 ? (variable: Parameters<typeof askVariable>[0]) => askVariable(variable, io) : undefined;
  const values = source?.kind === "template" ? valuesFor(source.template, { given: flags.variables, place, ask }, mistakes) : new Map();
  if (mistakes.length > 0 || source === undefined) return await refuseIn(session, { code: "not-new", mistakes });
  const files = filesOf(source, { place, docker: flags.docker, values });
  if (!files.ok) return await refuseIn(session, files.error);

  const { shell, noShell } = flags;
  const planned = planShell(workspace, {
    place,
    shell,
    noShell,
    packages: packagesOf(source, { files: files.value, place, root: workspace.root }),
  });
  const entry: ServiceConfig = {
    path: place.folder,
    ...(planned.shell === undefined ? {} : { shell: planned.shell }),
    ...(source.stack === undefined ? {} : { stack: source.stack }),
    ...(flags.tags.length === 0 ? {} : { tags: [...flags.tags] }),
    ...(flags.dependsOn.length === 0 ? {} : { dependsOn: [...flags.dependsOn] }),
  };
  const edits = [await planEntry(workspace, { name: place.name, entry }), planned.edit].filter((edit) => edit !== undefined);
  if (!canAsk && !flags.yes && !flags.dryRun) return await refuseIn(session, NOBODY_TO_ASK);

  // A lockfile of its own would tell that a crate is no member of the workspace above.
  const isMember = source.stack === "rust" && membershipStep(workspace, { place, stack: "rust" })?.tool === "cargo";
  const own = isMember ? files.value.filter((file) => !file.path.endsWith("/Cargo.lock")) : files.value;
  const doing = { top: workspace.root, flags: { ...flags, force: false }, io, inOrder: true };
  const results = carryOut([...compareFiles(own, workspace.root), ...edits.flatMap(changeOf)], doing);
  const steps = nextSteps(workspace, { place, stack: source.stack, isShellMissing: planned.isMissing && !noShell });
  const next = hasWritten(results) ? steps : [];
  return reportWritten([...results, ...edits.flatMap(byHand)], { ...doing, kind: "new", next, more: { service: place.name, entry } });
}

const NO_FOLDER: Failure = {
  code: "usage",
  message: "new needs to be told the folder of the service",
  hint: "repo new backend/billing --stack python",
};
const NOBODY_TO_ASK: Failure = {
  code: "usage",
  message: "new adds to files of yours, and there is nobody to ask",
  hint: "--yes to write without asking, --dry-run to see what would be written",
};

function changeOf(edit: PlannedEdit): readonly FileChange[] {
  return "change" in edit ? [edit.change] : [];
}

function byHand(edit: PlannedEdit): readonly FileResult[] {
  return "failure" in edit ? [{ change: { kind: "unchanged", path: edit.path }, outcome: "left", failure: edit.failure }] : [];
}

async function listChoices({ workspace, io }: Session, { json }: NewFlags): Promise<number> {
  const choices = await choicesOf(workspace.root);
  io.stdout.write(json ? `${JSON.stringify({ version: 1, choices }, undefined, 2)}\n` : choiceLines(choices, { numbered: false }));
  return EXIT.ok;
}
