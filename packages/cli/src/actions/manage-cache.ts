import { existsSync } from "node:fs";
import { forgetResults, type LocalStore } from "@nix-repo/cache";
import { parseSize, SIZE } from "@nix-repo/config";
import { EXIT, err, ok, type Result } from "@nix-repo/model";
import { formatAge, formatBytes } from "@nix-repo/reporters";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import { DEFAULT_STORE_BYTES, openStore } from "../open-store.ts";
import { storeFolder } from "../open-task-cache.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean; readonly maxSize: string | undefined };
  readonly action: "status" | "gc" | "clear" | "verify";
  readonly context: RepoContext;
}

/** `repo cache …`. */
export async function manageCache({ flags, action, context }: Request): Promise<number> {
  const { io } = context;
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const report = await act(action, { session: session.value, maxSize: flags.maxSize });
  if (!report.ok) return await refuseIn(session.value, report.error);
  const { text, facts, isBad } = report.value;
  io.stdout.write(flags.json ? `${JSON.stringify({ version: 1, kind: `cache-${action}`, ...facts }, undefined, 2)}\n` : `${text}\n`);
  return isBad ? EXIT.failed : EXIT.ok;
}

const NOTHING_KEPT: Report = {
  text: "nothing is kept yet",
  facts: { collected: true, removedResults: 0, removedBlobs: 0, freedBytes: 0, keptBytes: 0 },
};

interface Report {
  readonly text: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly isBad?: boolean;
}

async function act(
  action: Request["action"],
  { session, maxSize }: { session: Session; maxSize: string | undefined },
): Promise<Result<Report>> {
  const folder = storeFolder(session.caller);
  if (folder === undefined) return err({ code: "usage", message: "there is no store: neither XDG_CACHE_HOME nor HOME says where" });
  const limit = limitOf(maxSize, session);
  if (!limit.ok) return limit;
  const store = openStore(session, { folder, mode: action === "status" ? "r" : "rw" });
  switch (action) {
    case "status":
      return ok(await status(store, { folder, limit: limit.value }));
    case "gc":
      return ok(existsSync(folder) ? await collect(store, limit.value) : NOTHING_KEPT);
    case "clear":
      return ok(await clear(store, folder));
    case "verify":
      return ok(await verify(store));
  }
}

function limitOf(maxSize: string | undefined, { workspace }: Session): Result<number> {
  if (maxSize === undefined) return ok(workspace.cacheMaxBytes ?? DEFAULT_STORE_BYTES);
  if (new RegExp(SIZE).test(maxSize)) return ok(parseSize(maxSize));
  return err({ code: "usage", message: `--max-size is "${maxSize}", and takes a size such as 500MB or 2GB` });
}

async function status(store: LocalStore, { folder, limit }: { folder: string; limit: number }): Promise<Report> {
  const { results, blobs, bytes, oldestUseMs } = await store.status();
  const oldest = oldestUseMs === undefined ? "" : `, the oldest used ${formatAge(Date.now() - oldestUseMs)}`;
  return {
    text: `${folder}\n${formatBytes(bytes)} of ${formatBytes(limit)}   ${counted(results, "result")}${oldest}, ${counted(blobs, "file")}`,
    facts: { folder, bytes, maxBytes: limit, results, blobs, ...(oldestUseMs === undefined ? {} : { oldestUseMs }) },
  };
}

async function collect(store: LocalStore, maxBytes: number): Promise<Report> {
  const collected = await store.gc({ maxBytes });
  if (collected === undefined)
    return {
      text: "nothing was removed: another process is collecting, or the store cannot be written",
      facts: { collected: false },
      isBad: true,
    };
  const { removedResults, removedBlobs, freedBytes, keptBytes } = collected;
  return {
    text: `removed ${counted(removedResults, "result")} and ${counted(removedBlobs, "file")}, ${formatBytes(freedBytes)}; ${formatBytes(keptBytes)} are left`,
    facts: { collected: true, ...collected },
  };
}

async function clear(store: LocalStore, folder: string): Promise<Report> {
  const { removedResults, freedBytes } = await store.clear();
  // Last: what a workspace remembers meanwhile is forgotten, too.
  forgetResults(folder);
  return { text: `removed ${counted(removedResults, "result")}, ${formatBytes(freedBytes)}`, facts: { removedResults, freedBytes } };
}

async function verify(store: LocalStore): Promise<Report> {
  const verified = await store.verify();
  const { results, blobs, bytes, damagedResults, damagedBlobs } = verified;
  const damaged = damagedResults + damagedBlobs;
  const what = `${counted(results, "result")} and ${counted(blobs, "file")}, ${formatBytes(bytes)}`;
  return {
    text:
      damaged === 0
        ? `${what}: all as they were kept`
        : `${what}; ${damaged} were damaged and have been removed: their tasks will run again`,
    facts: { ...verified },
    isBad: damaged > 0,
  };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
