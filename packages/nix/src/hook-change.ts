import type { Variables } from "@nix-repo/model";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { rebuildEnvironment } from "./rebuild.ts";

/** What a hook changed in the environment of the command that follows it. In its texts, places are kept free for what every caller brings along. */
export interface HookChange {
  readonly exported: Readonly<Record<string, string>>;
  /** Set without `export`: a command sees them where its caller exports that name. */
  readonly assigned: Readonly<Record<string, string>>;
  /** Removed, or not exported any more. */
  readonly gone: readonly string[];
}

/** The variables whose value is made of the devShell's and the caller's. */
export const JOINED_VARIABLES = ["PATH", "XDG_DATA_DIRS"] as const;

/** Where the joined value stood when the hook began, whole. No variable can hold a NUL, so that nothing else reads like a place. */
export const placeOfJoined = (name: string): string => `\0joined ${name}\0`;
/** Where the caller's own value stood, apart from the devShell's. */
export const placeOfCallers = (name: string): string => `\0callers ${name}\0`;

/** The variables that a command under `nix develop` sees after a hook whose change is known. */
export function environmentAfterHook(captured: CapturedEnvironment, change: HookChange, caller: Variables): Record<string, string> {
  const before = rebuildEnvironment(captured, caller);
  const after = { ...before };
  for (const name of change.gone) delete after[name];
  for (const [name, text] of Object.entries(change.assigned)) if (name in after) after[name] = filled(text, before, caller);
  for (const [name, text] of Object.entries(change.exported)) after[name] = filled(text, before, caller);
  return after;
}

function filled(text: string, before: Variables, caller: Variables): string {
  if (!text.includes("\0")) return text;
  let result = text;
  for (const name of JOINED_VARIABLES) {
    result = result.replaceAll(placeOfJoined(name), () => before[name] ?? "");
    const place = placeOfCallers(name);
    const callers = caller[name] ?? "";
    // Where the caller has none, the colon beside its place would mean the current folder.
    if (callers === "") result = result.replaceAll(`:${place}`, "").replaceAll(`${place}:`, "");
    result = result.replaceAll(place, () => callers);
  }
  return result;
}
