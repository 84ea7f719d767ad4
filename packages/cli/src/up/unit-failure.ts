import type { Failure } from "@nix-repo/model";
import type { UnitProblem } from "@nix-repo/supervisor";

/** What keeps units from ever being started, for a person. */
export function unitFailure(problem: UnitProblem): Failure {
  switch (problem.kind) {
    case "same-name":
      return { code: "usage", message: `two processes are called ${problem.unit}` };
    case "unknown-unit": {
      const meant = problem.nearest === undefined ? "" : `; did you mean "${problem.nearest}"?`;
      return { code: "usage", message: `${problem.unit} waits for ${problem.dependency.unit}, which is not there${meant}` };
    }
    case "cycle":
      return { code: "usage", message: `these processes wait for each other: ${[...problem.units, problem.units[0]].join(" → ")}` };
    case "never-completes":
      return { code: "usage", message: `${problem.unit} waits for the end of ${problem.dependency.unit}, which is always started again` };
  }
}
