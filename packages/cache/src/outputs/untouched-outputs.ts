import type { Any } from "../reapi/messages.ts";
import { findOutputs } from "./find-outputs.ts";
import { outputGlobs } from "./output-globs.ts";
import type { OutputsPlace } from "./outputs-place.ts";
import { type Signature, signatureAsSeen } from "./placed-outputs.ts";

/**
 * Files and links that git tracks among a task's outputs, as they looked before it ran. Those that it left as they were may be somebody's own work, which no
 * key tells of: a result that was made beside them holds only where they are the same, and never brings them.
 */
export type StandingOutputs = ReadonlyMap<string, Signature>;

/** To be asked right before a task runs. */
export async function standingOutputs(place: OutputsPlace): Promise<StandingOutputs> {
  const found = findOutputs(place.folder, await outputGlobs(place));
  if (!found.ok) return new Map();
  return new Map([...found.value.entries].filter(([path]) => place.isTracked(path)).map(([path, stat]) => [path, signatureAsSeen(stat)]));
}

/** Part of a result's own message, beside what the protocol knows. */
const UNTOUCHED_TYPE = "type.googleapis.com/nix_repo.UntouchedOutputs";

/** Paths as in the result, each ended by NUL. */
export function untouchedMessage(paths: readonly string[]): readonly Any[] {
  return paths.length === 0 ? [] : [{ typeUrl: UNTOUCHED_TYPE, value: Buffer.from(paths.map((path) => `${path}\0`).join("")) }];
}

export function untouchedPaths(auxiliary: readonly Any[]): ReadonlySet<string> {
  const messages = auxiliary.filter(({ typeUrl }) => typeUrl === UNTOUCHED_TYPE);
  return new Set(messages.flatMap(({ value }) => Buffer.from(value).toString().split("\0").slice(0, -1)));
}
