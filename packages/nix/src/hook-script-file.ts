import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CapturedEnvironment } from "./captured-environment.ts";
import { hookScript } from "./hook-script.ts";
import { contentName, type StateFiles } from "./state-files.ts";

export interface HookScriptPlaces {
  readonly state: StateFiles;
  /** A folder for temporary files, where the state folder cannot be written. */
  readonly temporary: string;
}

/**
 * Writes the script that loads a devShell and runs its hook (`hookScript`).
 * @returns gives the script's absolute path, for one use: a script in the state folder stays and serves again,
 * one in the temporary folder removes itself first thing.
 */
export function hookScriptFile(captured: CapturedEnvironment, { state, temporary }: HookScriptPlaces): () => string {
  const text = hookScript(captured);
  // Named by its content, so that a script in use never changes.
  const kept = state.write({ folder: "hooks", name: `${contentName(text)}.bash`, text, keep: KEPT_SCRIPTS });
  if (kept !== undefined) return () => kept;
  return () => {
    const folder = mkdtempSync(join(temporary, "repo-hook-"));
    const file = join(folder, "hook.bash");
    writeFileSync(file, `${REMOVE_ITSELF}\n${text}`, { mode: 0o600 });
    return file;
  };
}

// The caller's PATH may be empty.
const REMOVE_ITSELF = 'PATH=$PATH:/usr/bin:/bin:/run/current-system/sw/bin command rm -rf -- "${0%/*}"';

const KEPT_SCRIPTS = 100;
