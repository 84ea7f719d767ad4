import { err, ok, type Result } from "@nix-repo/model";
import { placeOf, toDiagnostic } from "./mistake.ts";
import type { SourceText } from "./source-text.ts";

/** Asked before anything else of a registry is: what a newer version understands would only look like mistakes to this one. */
export async function checkRequires(
  value: unknown,
  { source, version }: { source: SourceText; version: string },
): Promise<Result<undefined>> {
  const requires = (value as { requires?: unknown } | null)?.requires;
  if (typeof requires !== "string" || requires.trim() === "") return ok(undefined);
  const { default: semver } = await import("semver");
  if (semver.validRange(requires) === null) {
    const message = `expected a range of versions such as ">=0.1", got ${JSON.stringify(requires)}`;
    return err({ code: "file-invalid", diagnostics: [toDiagnostic({ path: ["requires"], at: "value", message }, source)] });
  }
  if (semver.satisfies(version, requires, { includePrerelease: true })) return ok(undefined);
  return err({ code: "version-unsupported", place: placeOf(source, ["requires"], "value"), requires, version });
}
