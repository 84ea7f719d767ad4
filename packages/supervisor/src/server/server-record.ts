import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isAlive, type ProcessIdentity } from "@nix-repo/model";
import { whereWeAre } from "@nix-repo/processes";
import type { ServerPlace } from "./server-place.ts";

/** Who has a place, as it is written down there. */
export interface ServerRecord {
  readonly process: ProcessIdentity;
  /** Where its number means anything: see `whereWeAre`. */
  readonly where: string;
  /** No two have the same. Its socket is named by it. */
  readonly token: string;
}

export function recordFile({ folder, name }: ServerPlace): string {
  return join(folder, `${name}.json`);
}

export function socketFile({ folder, name }: ServerPlace, token: string): string {
  return join(folder, `${name}-${token}.sock`);
}

/** Undefined where there is none. One that cannot be understood is nobody's. */
export function readRecord(file: string): ServerRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return parsedRecord(text) ?? { process: { pid: 0 }, where: "", token: "broken" };
}

function parsedRecord(text: string): ServerRecord | undefined {
  let record: Partial<ServerRecord> | null;
  try {
    record = JSON.parse(text) as Partial<ServerRecord> | null;
  } catch {
    return undefined;
  }
  const { process, where, token } = record ?? {};
  if (typeof where !== "string" || typeof token !== "string" || !/^[0-9a-f]{24}$/.test(token)) return undefined;
  if (typeof process !== "object" || process === null || !Number.isSafeInteger(process.pid) || process.pid <= 1) return undefined;
  const { pid, started } = process;
  return { process: typeof started === "string" ? { pid, started } : { pid }, where, token };
}

/** `cut-off`: it runs, and its socket is not there any more. */
export type Presence = "there" | "gone" | "cut-off";

/**
 * Whether whoever wrote a record is still there: it listens before it writes, and takes the record away before it stops listening. One that is just being
 * killed is waited for, as its sockets close before its process is gone.
 * @param file where the record was found
 */
export async function presenceOf(place: ServerPlace, { process, where, token }: ServerRecord, file: string): Promise<Presence> {
  for (let waited = 0; ; waited += LOOKS_AGAIN_AFTER_MS) {
    if (await answers(socketFile(place, token))) return "there";
    if (where !== whereWeAre() || !isAlive(process) || readRecord(file)?.token !== token) return "gone";
    if (waited >= DIES_WITHIN_MS) return "cut-off";
    await delay(LOOKS_AGAIN_AFTER_MS);
  }
}

const LOOKS_AGAIN_AFTER_MS = 20;
const DIES_WITHIN_MS = 1_000;

/** Whether somebody listens there. */
export function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // Whatever else it says (too many wait already), somebody listens.
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(!NOBODY.has(error.code ?? "")));
  });
}

/** What the system says of a socket that is not there, or at which nobody listens any more. */
export const NOBODY: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT"]);
