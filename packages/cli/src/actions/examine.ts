import { EXIT } from "@nix-repo/model";
import { decideColour, type Finding, healthCount, renderHealth, symbolsFor } from "@nix-repo/reporters";
import { ALL_CHECKS } from "../doctor/all-checks.ts";
import type { Checked } from "../doctor/check.ts";
import { runChecks } from "../doctor/run-checks.ts";
import { lookAround, type Surroundings } from "../doctor/surroundings.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  readonly context: RepoContext;
}

/** `repo doctor`: what stands in the way of work here. Changes nothing. Returns 1 where there is a problem. */
export async function examine({ flags, context: { io } }: Request): Promise<number> {
  const surroundings = await lookAround({ flags, io, ci: false });
  if (!surroundings.ok) return await refuse(surroundings.error, { io, flags });
  const findings = (await runChecks(ALL_CHECKS, surroundings.value)).map(findingOf);
  stopAsking(surroundings.value);
  io.stdout.write(flags.json ? asJson(findings) : `${shown(findings, { io, flags })}\n`);
  return exitCodeFor(findings);
}

/** A Nix that a check no longer waits for. */
export function stopAsking({ workspace }: Surroundings): void {
  if (workspace.kind === "open") workspace.session.stop.abort();
}

export function findingOf({ remedy, ...finding }: Checked): Finding {
  return finding;
}

export function shown(findings: readonly Finding[], { io, flags }: { io: Io; flags: GlobalFlags }): string {
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  return renderHealth(findings, { colour, symbols: symbolsFor(io.env), columns: io.stdout.columns });
}

function asJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ version: 1, kind: "doctor", findings, summary: healthCount(findings) }, undefined, 2)}\n`;
}

export function exitCodeFor(findings: readonly Finding[]): number {
  return findings.some(({ severity }) => severity === "problem") ? EXIT.failed : EXIT.ok;
}
