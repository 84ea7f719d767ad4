import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isGone } from "./signature.ts";

/** The right to change a folder, which one process has at a time. */
export interface Turn {
  end(): void;
}

/**
 * Takes the folder's turn, where nobody has it.
 *
 * Turns are files `turn-N`, each made by a hard link, which only one process can make; the highest N counts, and holds who has it, or `free`. Whoever finds it free, or its owner gone, makes the
 * next one. The highest is never removed, so that a process which was slow to act on what it saw cannot take over from the one that was faster. That
 * is why the folder always holds one such file.
 * @returns undefined where a living process has it
 * @throws where the folder cannot be written
 */
export function takeTurn(folder: string): Turn | undefined {
  mkdirSync(folder, { recursive: true });
  const highest = highestTurn(folder);
  if (highest > 0 && isHeld(join(folder, `turn-${highest}`))) return undefined;
  const mine = join(folder, `turn-${highest + 1}`);
  const fresh = join(folder, `t-${crypto.randomUUID()}`);
  writeFileSync(fresh, `${process.pid} ${startOf(process.pid) ?? ""}`);
  try {
    linkSync(fresh, mine);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  for (let old = highest; old > 0; old--) {
    try {
      rmSync(join(folder, `turn-${old}`));
    } catch {
      break;
    }
  }
  return {
    end() {
      const free = join(folder, `t-${crypto.randomUUID()}`);
      try {
        writeFileSync(free, "free");
        renameSync(free, mine);
      } catch {
        // The folder is gone or full. A full disk still lets go of the file: the next one starts behind what is there.
        rmSync(free, { force: true });
        rmSync(mine, { force: true });
      }
    },
  };
}

function highestTurn(folder: string): number {
  const numbers = readdirSync(folder).map((name) => Number(/^turn-(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

function isHeld(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    // A higher one has come meanwhile.
    if (isGone(error)) return true;
    throw error;
  }
  const [pid = "", started = ""] = text.split(" ");
  if (!/^\d+$/.test(pid)) return false;
  const now = startOf(Number(pid));
  return now !== undefined && now === started;
}

/** When a process was started, in whatever words the system has; undefined where it is gone. A pid alone may have been given to another one. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    if (process.platform === "linux") return undefined;
    const said = spawnSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim();
    return said ? said.replaceAll(/\s+/g, "_") : undefined;
  }
}
