import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

/** Who listens on a port of this machine: `node (pid 4711)`; undefined where it is free. */
export async function portHolder(port: number): Promise<string | undefined> {
  if (await isFree(port)) return undefined;
  const inode = listeningInode(port);
  const pid = inode === undefined ? undefined : ownerOf(inode);
  return pid === undefined ? "another process" : `${nameOf(pid)} (pid ${pid})`;
}

async function isFree(port: number): Promise<boolean> {
  for (const host of ["0.0.0.0", "127.0.0.1"]) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
      server.listen(port, host, () => resolve(true));
    });
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    if (!free) return false;
  }
  return true;
}

/** As /proc/net/tcp has it, where 0A is a socket that listens. */
function listeningInode(port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    let text = "";
    try {
      text = readFileSync(file, "utf8");
    } catch {
      // Not Linux, or not allowed.
    }
    for (const line of text.split("\n")) {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state === "0A" && local.endsWith(`:${hex}`)) return inode;
    }
  }
  return undefined;
}

function ownerOf(inode: string): number | undefined {
  const wanted = `socket:[${inode}]`;
  for (const pid of numbersIn("/proc")) {
    try {
      for (const fd of numbersIn(`/proc/${pid}/fd`)) if (readlinkSync(`/proc/${pid}/fd/${fd}`) === wanted) return pid;
    } catch {
      // Another user's, or gone by now.
    }
  }
  return undefined;
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return "a process";
  }
}
