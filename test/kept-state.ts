import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { NixWorkspace } from "./nix-workspace.ts";

/** What is in `.repo/environments`, with what is random or counts taken out of the names; folders of shells by the shells' names. */
export function keptState({ path }: Pick<NixWorkspace, "path">): Readonly<Record<string, readonly string[]>> {
  const environments = join(path, ".repo/environments");
  const state: Record<string, readonly string[]> = {};
  for (const name of readdirSync(environments)) {
    const inside = join(environments, name);
    if (!lstatSync(inside).isDirectory()) state[name] = [];
    else if (name === "choices") state[name] = namesIn(inside).map((each) => (/^[0-9a-f]+$/.test(each) ? "choice" : each));
    else if (name === "answers") state[name] = namesIn(inside).flatMap((each) => shellState(join(inside, each)));
    else state[name.replace(/-[0-9a-f]{8}$/, "")] = shellState(inside);
  }
  return state;
}

/** What a shell's folder holds when nobody is at work in it. */
export const KEPT = ["current", "generation", "turn, free"];

function shellState(folder: string): readonly string[] {
  return namesIn(folder).map((name) => {
    if (/^turn-\d+$/.test(name)) return `turn, ${isHeld(join(folder, name)) ? "held" : "free"}`;
    if (!name.startsWith("g-")) return name;
    const parts = namesIn(join(folder, name)).filter((part) => !HOOK.test(part));
    return parts.join(" ") === GENERATION ? "generation" : `half a generation: ${parts.join(" ")}`;
  });
}

/** Of a hook that is recorded. */
const HOOK = /^hook-[0-9a-f]{16}\.json$/;
const GENERATION = "functions.json profile profile-1-link variables.json";

/** By a process that is there: who was killed at the very end holds nobody up. */
function isHeld(turn: string): boolean {
  const [pid = ""] = readFileSync(turn, "utf8").split(" ");
  return pid !== "" && existsSync(`/proc/${pid}`);
}

/** The links in the workspace that Nix takes for roots, as it has noted them: those that lead somewhere, and those that do not any more. */
export function rootsIn({ path, env }: Pick<NixWorkspace, "path" | "env">): {
  readonly live: readonly string[];
  readonly dead: readonly string[];
} {
  const auto = join(env.NIX_STATE_DIR ?? "", "gcroots/auto");
  const links = namesIn(auto)
    .map((name) => readlinkSync(join(auto, name)))
    .filter((link) => link.startsWith(`${path}/`));
  return { live: links.filter((link) => existsSync(link)), dead: links.filter((link) => !existsSync(link)) };
}

function namesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
