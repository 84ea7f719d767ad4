import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Diagnostic, err, ok, type Result } from "@nix-repo/model";

const REGISTRY_NAMES = ["ts", "js", "mjs", "json", "yaml", "yml"].map((extension) => `services.config.${extension}`);
const OVERRIDE_NAMES = ["ts", "js", "mjs", "json", "yaml", "yml"].map((extension) => `repo.config.${extension}`);

/**
 * The registry of the nearest folder at or above `from` that has one. A few lines of our own, because cosmiconfig adds 5 ms to a start of the
 * executable that takes 8 in all (measured).
 */
export function findRegistry(from: string): Result<string> {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = theOnlyOne(folder, namesIn(folder, REGISTRY_NAMES));
    if (!found.ok) return found;
    if (found.value !== undefined) return ok(found.value);
    if (dirname(folder) === folder) return err({ code: "workspace-not-found", from });
  }
}

/** The override among the names of a service's folder. */
export function findOverride(folder: string, names: ReadonlySet<string>): Result<string | undefined> {
  return theOnlyOne(
    folder,
    OVERRIDE_NAMES.filter((name) => names.has(name)),
  );
}

/** Asked name by name: a folder on the way up may hold thousands of files, or be one that may be entered but not listed. */
function namesIn(folder: string, names: readonly string[]): string[] {
  return names.filter((name) => {
    try {
      return statSync(join(folder, name), { throwIfNoEntry: false }) !== undefined;
    } catch {
      return false;
    }
  });
}

/** Two files would be two truths, of which one is silently ignored. */
function theOnlyOne(folder: string, names: readonly string[]): Result<string | undefined> {
  const [first, ...others] = names;
  if (first === undefined) return ok(undefined);
  if (others.length === 0) return ok(join(folder, first));
  const message = `only one of these files may be here: ${names.join(", ")}`;
  const diagnostic: Diagnostic = { place: { file: join(folder, first) }, path: "", message };
  return err({ code: "file-invalid", diagnostics: [diagnostic] });
}
