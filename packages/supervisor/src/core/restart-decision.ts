import type { ExitStatus, FailedBecause } from "@nix-repo/model";
import type { RestartPolicy, UnitSpec } from "../units/unit-spec.ts";

/** What becomes of a unit whose process has ended though nobody asked it to, or that was ended because it was late. */
export type EndVerdict =
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly because: FailedBecause; readonly mayRestart: boolean };

export function judgeEnd({ readiness, restart }: UnitSpec, { exit, wasReady }: { exit: ExitStatus; wasReady: boolean }): EndVerdict {
  const isSuccess = exit.kind === "code" && exit.code === 0;
  // A server that ends before it has served anybody has not done its work, whatever it says.
  const hasDoneItsWork = isSuccess && (readiness === undefined || wasReady);
  if (hasDoneItsWork && restart.when !== "always") return { kind: "completed" };
  return { kind: "failed", because: { kind: "exited", exit, wasReady }, mayRestart: restart.when !== "never" };
}

/** @returns in milliseconds, between half and the whole of what the policy says for the `restart`th restart in a row. */
export function backoffOf({ backoffMs, maxBackoffMs }: RestartPolicy, { restart, random }: { restart: number; random: number }): number {
  const whole = Math.min(backoffMs * 2 ** Math.min(restart - 1, LARGEST_EXPONENT), maxBackoffMs);
  return Math.round(whole * (1 - random / 2));
}

const LARGEST_EXPONENT = 40;
