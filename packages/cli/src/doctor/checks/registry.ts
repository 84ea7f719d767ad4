import { validateAll } from "@nix-repo/config";
import { failureText, renderDiagnostics } from "@nix-repo/reporters";
import { OWN_COMMANDS } from "../../command-names.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";

/** Whether there is a workspace, and whether all that it says holds. */
export const registryCheck: Check = {
  name: "registry",
  async run({ workspace, root }: Surroundings): Promise<readonly Checked[]> {
    const check = "registry";
    const context = { root, colour: false };
    const wrong = {
      why: "Commands that need it refuse to start.",
      fix: "Mend it; this says more of each mistake:",
      command: "repo config validate",
    };
    if (workspace.kind === "none")
      return [{ check, severity: "fine", what: "no services.config here or above: what belongs to a workspace is not looked at" }];
    if (workspace.kind === "broken") {
      const [what = "", ...details] = failureText(workspace.failure, context).split("\n");
      return [{ check, severity: "problem", what, details, ...wrong }];
    }
    const { errors, warnings } = await validateAll(workspace.session.workspace, { ownCommands: OWN_COMMANDS });
    const { length } = workspace.session.workspace.serviceNames;
    const mistakes = (text: string) => text.split("\n");
    if (errors.length > 0) {
      const what = `${errors.length} mistake${errors.length === 1 ? "" : "s"}`;
      return [{ check, severity: "problem", what, details: mistakes(renderDiagnostics(errors, context)), ...wrong }];
    }
    if (warnings.length > 0) {
      const what = `${warnings.length} warning${warnings.length === 1 ? "" : "s"}`;
      const details = mistakes(renderDiagnostics(warnings, { ...context, severity: "warning" }));
      return [
        {
          check,
          severity: "warning",
          what,
          details,
          why: "Nothing is refused, but it may not do what it seems to.",
          fix: "Each is a place in a file.",
        },
      ];
    }
    return [{ check, severity: "fine", what: `${length} service${length === 1 ? "" : "s"}` }];
  },
};
