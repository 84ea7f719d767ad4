import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type CapturedEnvironment, textOf } from "./captured-environment.ts";
import { HOOK_SCRIPT_FORMAT, hookScript } from "./hook-script.ts";
import { contentName, quickName, type StateFiles } from "./state-files.ts";

export interface HookScriptOptions {
  readonly workspaceRoot: string;
  /** Placed; without the bodies of its functions, where it was read without them. */
  readonly captured: CapturedEnvironment;
  /** The same with their bodies: about 100 KB, which are read only where the script is not there yet. */
  readonly whole: () => CapturedEnvironment;
  /** Absolute path of the folder that holds the kept environment, where it is kept. */
  readonly generation?: string | undefined;
  readonly state: StateFiles;
  /** A folder for temporary files, where the state folder cannot be written. */
  readonly temporary: string;
}

/**
 * The script that loads a devShell and runs its hook (`hookScript`), written where it is not there yet.
 * @returns gives the script's absolute path, for one use: a script in the state folder stays and serves again,
 * one in the temporary folder removes itself first thing.
 */
export function hookScriptFile(options: HookScriptOptions): () => string {
  const { whole, generation, state, temporary } = options;
  const name = `${generation === undefined ? contentName(hookScript(whole())) : nameInGeneration(options, generation)}.bash`;
  return () => {
    const known = state.find({ folder: FOLDER, name });
    if (known !== undefined) return known;
    const text = hookScript(whole());
    const kept = state.write({ folder: FOLDER, name, text, keep: KEPT_SCRIPTS });
    if (kept !== undefined) return kept;
    const folder = mkdtempSync(join(temporary, "repo-hook-"));
    const file = join(folder, "hook.bash");
    writeFileSync(file, `${REMOVE_ITSELF}\n${text}`, { mode: 0o600 });
    return file;
  };
}

/**
 * A script in use never changes: its name stands for all that it is made of, the generation and how we place and write it.
 * It is not in the generation's own folder, which another process may remove between our look and bash's.
 */
function nameInGeneration({ captured, workspaceRoot }: HookScriptOptions, generation: string): string {
  const places = [realpathSync(workspaceRoot), textOf(captured.variables, "NIX_ATTRS_JSON_FILE") ?? ""];
  return [basename(dirname(generation)), basename(generation), quickName([HOOK_SCRIPT_FORMAT, ...places].join("\0"))].join("-");
}

// The caller's PATH may be empty.
const REMOVE_ITSELF = 'PATH=$PATH:/usr/bin:/bin:/run/current-system/sw/bin command rm -rf -- "${0%/*}"';

const FOLDER = "hooks";
const KEPT_SCRIPTS = 100;
