import { EXIT, type Failure, ok, type Result } from "@nix-repo/model";
import { decideColour, describeFailure, type Finding, failureText } from "@nix-repo/reporters";
import { askYesOrNo } from "../ask-yes-or-no.ts";
import { SETUP_CHECKS } from "../doctor/all-checks.ts";
import type { Checked, Remedy } from "../doctor/check.ts";
import { runChecks } from "../doctor/run-checks.ts";
import { lookAround } from "../doctor/surroundings.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { exitCodeFor, findingOf, shown, stopAsking } from "./examine.ts";

interface SetupFlags extends GlobalFlags {
  readonly yes: boolean;
  readonly ci: boolean;
  readonly json: boolean;
}

/** `repo setup`: mends what it may, one thing after the other, and shows what is still missing. Returns 1 where a problem is left, or something could not be done. */
export async function setUp({ flags, context: { io } }: { flags: SetupFlags; context: RepoContext }): Promise<number> {
  const before = await lookAt({ flags, io });
  if (!before.ok) return await refuse(before.error, { io, flags });
  const { checked, done } = before.value;
  const steps: Step[] = [];
  for (const each of checked) if (each.remedy !== undefined) steps.push(await takeStep(each, each.remedy, { flags, io }));
  done();
  // What was done is looked at with fresh eyes.
  const again = steps.some(({ outcome }) => outcome === "done") ? await lookAt({ flags, io }) : before;
  if (!again.ok) return await refuse(again.error, { io, flags });
  again.value.done();
  const after = again.value.checked.map(findingOf);
  report({ steps, after, flags, io });
  return steps.some(({ outcome }) => outcome === "failed") ? EXIT.failed : exitCodeFor(after);
}

/** `done` ends what is still being asked. */
async function lookAt({ flags, io }: { flags: SetupFlags; io: Io }): Promise<Result<{ checked: readonly Checked[]; done: () => void }>> {
  const surroundings = await lookAround({ flags, io, ci: flags.ci });
  if (!surroundings.ok) return surroundings;
  return ok({ checked: await runChecks(SETUP_CHECKS, surroundings.value), done: () => stopAsking(surroundings.value) });
}

interface Step {
  readonly check: string;
  /** `left`: nobody said that it may be done. */
  readonly outcome: "done" | "failed" | "left";
  /** What was done, or would have been. */
  readonly what: string;
  readonly failure?: Failure;
}

async function takeStep({ check, what }: Checked, remedy: Remedy, { flags, io }: { flags: SetupFlags; io: Io }): Promise<Step> {
  if (!may(remedy, { what, flags, io })) return { check, outcome: "left", what: remedy.question };
  const done = await remedy.apply();
  if (!done.ok) return { check, outcome: "failed", what: remedy.question, failure: done.error };
  if (!flags.json) io.stdout.write(`${check}: ${done.value}\n`);
  return { check, outcome: "done", what: done.value };
}

/** On a terminal a person is asked about everything; elsewhere what nobody said yes to is done only where it is in nobody's way. */
function may({ question, harmless }: Remedy, { what, flags, io }: { what: string; flags: SetupFlags; io: Io }): boolean {
  if (flags.yes) return true;
  const isTerminal = !flags.ci && !flags.json && io.stdin.isTTY === true && io.stderr.isTTY === true;
  return isTerminal ? askYesOrNo(`${what}; ${question}`, io) : harmless;
}

interface Report {
  readonly steps: readonly Step[];
  readonly after: readonly Finding[];
  readonly flags: SetupFlags;
  readonly io: Io;
}

function report({ steps, after, flags, io }: Report): void {
  if (flags.json) {
    const shownSteps = steps.map(({ failure, ...step }) => ({
      ...step,
      ...(failure === undefined ? {} : { why: failureText(failure, { root: io.cwd, colour: false }) }),
    }));
    io.stdout.write(`${JSON.stringify({ version: 1, kind: "setup", steps: shownSteps, findings: after }, undefined, 2)}\n`);
    return;
  }
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stderr.isTTY === true });
  for (const { failure } of steps) if (failure !== undefined) io.stderr.write(`${describeFailure(failure, { root: io.cwd, colour })}\n`);
  io.stdout.write(`${steps.some(({ outcome }) => outcome === "done") ? "\n" : ""}${shown(after, { io, flags })}\n`);
  const left = steps.filter(({ outcome }) => outcome === "left").length;
  if (left > 0 && !flags.ci)
    io.stdout.write(
      `\nrepo setup --yes does the ${left === 1 ? "one thing" : `${left} things`} that ${left === 1 ? "was" : "were"} left\n`,
    );
}
