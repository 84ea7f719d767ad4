import type { Condition, UnitState } from "@nix-repo/model";
import type { UnitSpec } from "../units/unit-spec.ts";

/** Whether what somebody waits for is there, may come, or never will unless a person does something. */
export type Verdict = "met" | "not-yet" | "never";

export function judgeCondition(until: Condition, { spec, state }: { readonly spec: UnitSpec; readonly state: UnitState }): Verdict {
  switch (state.kind) {
    case "running":
      return until === "started" ? "met" : "not-yet";
    case "ready":
      return until === "completed" ? "not-yet" : "met";
    case "completed":
      // What can say that it is ready, and has ended, no longer is.
      return until === "ready" && spec.readiness !== undefined ? "never" : "met";
    case "failed":
      return "never";
    case "idle":
    case "waiting":
    case "starting":
    case "stopping":
    case "backoff":
    case "ended":
      return "not-yet";
  }
}
