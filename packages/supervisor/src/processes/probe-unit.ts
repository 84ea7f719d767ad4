import type { Launch, Result, Variables } from "@nix-repo/model";
import { answersHttp, type Clock, runAction, takesConnections } from "@nix-repo/processes";
import type { UnitAnswer } from "../core/starter.ts";
import type { UnitCheck } from "../units/unit-spec.ts";

export interface UnitProbe {
  /** Resolves when the line has come. */
  readonly line: Promise<void>;
  readonly probe: (() => Promise<Result<Launch>>) | undefined;
  /** For a command, above its own: those of the unit. */
  readonly env: Variables;
  readonly clock: Clock;
  readonly over: AbortSignal;
}

/** Asks a process once. */
export async function probeUnit(check: UnitCheck, { line, probe, env, clock, over }: UnitProbe): Promise<UnitAnswer> {
  switch (check.kind) {
    case "tcp":
      return await takesConnections({ ...check, signal: over });
    case "http":
      return await answersHttp({ ...check, signal: over });
    case "line":
      return await lineOrOver(line, { pattern: check.pattern, over });
    case "command": {
      if (probe === undefined) throw new Error("a readiness command was not prepared");
      const launch = await probe();
      if (!launch.ok) return { isYes: false, why: { kind: "not-started", failure: launch.error } };
      // Its evaluation may have taken longer than the unit was there.
      if (over.aborted) return { isYes: false, why: { kind: "no-answer" } };
      const stopping = { stop: over, kill: over };
      const { value } = launch;
      const end = await runAction({ launch: { ...value, env: { ...value.env, ...env } }, onOutput: () => undefined, stopping, clock });
      if (end.kind === "not-started") return { isYes: false, why: end };
      const isYes = end.status.kind === "code" && end.status.code === 0;
      return isYes ? { isYes } : { isYes, why: { kind: "exit", status: end.status } };
    }
    case "own":
      throw new Error("a process does not know by itself whether it is ready");
  }
}

async function lineOrOver(line: Promise<void>, { pattern, over }: { pattern: string; over: AbortSignal }): Promise<UnitAnswer> {
  const ended = Promise.withResolvers<"over">();
  const onOver = () => ended.resolve("over");
  if (over.aborted) onOver();
  over.addEventListener("abort", onOver, { once: true });
  const first = await Promise.race([line, ended.promise]);
  over.removeEventListener("abort", onOver);
  return first === "over" ? { isYes: false, why: { kind: "no-line", pattern } } : { isYes: true };
}
