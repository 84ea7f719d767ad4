import { readFileSync } from "node:fs";

/** A process, also after its number was given to another one. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in whatever words the system has; left out where the system does not say. */
  readonly started?: string;
}

export function ownIdentity(): ProcessIdentity {
  const started = startOfProcess(process.pid);
  return started === undefined ? { pid: process.pid } : { pid: process.pid, started };
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const now = startOfProcess(pid);
  return now !== undefined && now === started;
}

/** When a process was started; undefined where it is gone. A pid alone may have been given to another one. */
export function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    if (process.platform === "linux") return undefined;
    // Loaded here alone: most processes never ask.
    const { spawnSync } = process.getBuiltinModule("node:child_process");
    const said = spawnSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).stdout?.trim();
    return said ? said.replaceAll(/\s+/g, "_") : undefined;
  }
}
