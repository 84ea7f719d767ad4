import { type Service, type ShellChoice, WORKSPACE_SERVICE } from "@nix-repo/model";
import { meantShell } from "@nix-repo/nix";
import { displayPlace, failureText } from "@nix-repo/reporters";
import { nixProvider, shellsIn } from "../../actions/manage-environments.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";
import { few } from "./environments.ts";

/** The registry's devShells against those that the flake has. */
export const flakeShellsCheck: Check = {
  name: "devShells",
  async run({ workspace, services, root, nix, usesNix }: Surroundings): Promise<readonly Checked[]> {
    if (workspace.kind !== "open" || nix.program === undefined || !usesNix) return [];
    const { session } = workspace;
    const own = await session.workspace.service(WORKSPACE_SERVICE);
    const wanted = [...services, ...(own.ok ? [own.value] : [])].flatMap((service) =>
      shellsIn(service).map((choice) => ({ service, choice })),
    );
    if (wanted.length === 0) return [{ check: "devShells", severity: "fine", what: "no service wants one" }];
    const provider = await nixProvider(session);
    if (!provider.ok) return [];
    const shells = await provider.value.listShells();
    if (shells.ok) return flakeShells({ wanted, shells: shells.value, root });
    return [
      {
        check: "devShells",
        severity: "problem",
        what: "the flake's devShells cannot be evaluated",
        details: failureText(shells.error, { root, colour: false }).split("\n"),
        why: "No service gets its tools from this flake.",
        fix: "See what Nix says of it:",
        command: "nix flake show",
      },
    ];
  },
};

export interface WantedShells {
  readonly wanted: readonly { readonly service: Pick<Service, "name" | "place">; readonly choice: ShellChoice }[];
  /** What the flake has, as `listShells` names it. */
  readonly shells: readonly string[];
  readonly root: string;
}

export function flakeShells({ wanted, shells, root }: WantedShells): readonly Checked[] {
  const check = "devShells";
  const meant = wanted.map((each) => ({ ...each, meant: meantShell(each.choice, shells) }));
  const missing = meant.flatMap(({ service, choice, meant }) =>
    meant.kind === "missing" ? [`${service.name} (${placeOf(choice, service, root)}) wants ${nameOf(choice)}`] : [],
  );
  const used = new Set(meant.flatMap(({ meant }) => (meant.kind === "found" ? [meant.shell] : [])));
  // People enter the default themselves.
  const unused = shells.filter((shell) => !used.has(shell) && shell !== "default");
  const findings: Checked[] = [];
  if (missing.length > 0)
    findings.push({
      check,
      severity: "problem",
      what: `the flake lacks what ${missing.length === 1 ? "a service wants" : `${missing.length} services want`}`,
      details: missing,
      why: "Their verbs cannot start.",
      fix:
        shells.length === 0
          ? "The flake has no devShells: add them, or name a flake that has."
          : `Add it to the flake, or name one that it has: ${few(shells, 12)}.`,
    });
  if (unused.length > 0)
    findings.push({
      check,
      severity: "warning",
      what: `no service uses ${few(unused)}`,
      why: "Either a service misses its shell, or the flake keeps what nobody needs.",
      fix: "Name it as a service's shell, or take it out of the flake. What people enter by nix develop may stay.",
    });
  if (findings.length > 0) return findings;
  return [
    {
      check,
      severity: "fine",
      what: `the flake has ${used.size === 1 ? "the one" : `all ${used.size}`} that ${used.size === 1 ? "is" : "are"} used`,
    },
  ];
}

function placeOf(choice: ShellChoice, service: Pick<Service, "place">, root: string): string {
  return displayPlace(choice.kind === "named" ? choice.place : service.place, root);
}

function nameOf(choice: ShellChoice): string {
  switch (choice.kind) {
    case "named":
      return choice.name;
    case "inferred":
      return `one of ${choice.candidates.join(", ")}`;
    case "none":
      return "none";
  }
}
