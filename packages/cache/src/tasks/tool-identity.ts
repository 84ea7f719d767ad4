import { closeSync, openSync, readSync, statSync } from "node:fs";
import { sha256 } from "../digest.ts";
import type { ToolIdentity } from "./task-key.ts";

export type ToolsKnown = Readonly<Record<string, ToolIdentity>>;

/**
 * What stands for tools of the host: the content of their files, which is read again only where a file is not the one it was.
 * @param tools absolute paths by name
 * @param before what is known from the last time
 * @returns undefined where one is not there
 */
export function toolIdentities(
  tools: Readonly<Record<string, string>>,
  before: Readonly<Record<string, { readonly signature: string; readonly hash: string }>>,
): ToolsKnown | undefined {
  const found: Record<string, ToolIdentity> = {};
  for (const [name, path] of Object.entries(tools)) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    const signature = `${path} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs} ${stat.ino}`;
    let hash = before[name]?.signature === signature ? before[name]?.hash : undefined;
    found[name] = {
      signature,
      hash() {
        hash ??= hashOfFile(path);
        return hash;
      },
    };
  }
  return found;
}

function hashOfFile(path: string): string {
  const hash = sha256();
  const chunk = Buffer.alloc(1024 * 1024);
  const fd = openSync(path, "r");
  try {
    for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk)) hash.update(chunk.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}
