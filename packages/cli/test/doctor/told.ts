import type { Checked } from "../../src/doctor/check.ts";

/** Severity, what, and the command that mends it: `warning: shallow …: git fetch --unshallow`. */
export function told(findings: Checked | readonly Checked[]): string[] {
  return [findings].flat().map(({ severity, what, command }) => `${severity}: ${what}${command === undefined ? "" : ` → ${command}`}`);
}

/** Whoever is told of something is told why it matters, and how it is mended. */
export function explained(findings: Checked | readonly Checked[]): boolean {
  return [findings]
    .flat()
    .every(({ severity, why, fix, command }) => severity === "fine" || (why !== undefined && (fix ?? command) !== undefined));
}

/** Named by what is expected. */
export function cases<Given, Expected>(rows: readonly (readonly [Given, Expected])[]): { given: Given; expected: Expected }[] {
  return rows.map(([given, expected]) => ({ given, expected }));
}
