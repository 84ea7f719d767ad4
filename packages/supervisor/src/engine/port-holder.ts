import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { PortHolder } from "@nix-repo/model";

/**
 * Who listens on a TCP port of this host, as far as the system tells: only Linux does, and of other users' processes only to root.
 */
export function findPortHolder(port: number): PortHolder | undefined {
  const sockets = new Set([...listening("/proc/net/tcp", port), ...listening("/proc/net/tcp6", port)].map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const name of entries("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const has = entries(`/proc/${name}/fd`).some((fd) => sockets.has(target(`/proc/${name}/fd/${fd}`)));
    if (has) return { pid: Number(name), command: commandOf(name) };
  }
  return undefined;
}

/** Inodes of the sockets that listen there. Of a line: `sl local_address rem_address st … inode`. */
function listening(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return text(table)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local = "", , state, , , , , , inode = ""]) => (state === LISTENS && local.endsWith(suffix) ? [inode] : []));
}

const LISTENS = "0A";

function commandOf(pid: string): string {
  return text(`/proc/${pid}/cmdline`).split("\0").join(" ").trim() || text(`/proc/${pid}/comm`).trim();
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function text(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
