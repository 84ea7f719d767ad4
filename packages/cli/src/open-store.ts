import { join } from "node:path";
import { type LocalStore, openLocalStore, type StoreTrouble } from "@nix-repo/cache";
import type { Session } from "./open-session.ts";

export function openStore(session: Session, { folder, mode }: { readonly folder: string; readonly mode: "rw" | "r" }): LocalStore {
  const { workspace, stateFolder, notices } = session;
  return openLocalStore({
    folder,
    scratch: join(stateFolder, "placing"),
    capBytes: workspace.cacheMaxBytes ?? DEFAULT_STORE_BYTES,
    mode,
    warn: (trouble) => notices.emit({ type: "notice", level: "warning", text: describe(trouble) }),
  });
}

export const DEFAULT_STORE_BYTES = 10_000_000_000;

function describe(trouble: StoreTrouble): string {
  switch (trouble.kind) {
    case "not-written":
      return `results are not kept: ${trouble.folder}: ${trouble.reason}`;
    case "not-read":
      return `kept results cannot be read: ${trouble.folder}: ${trouble.reason}`;
    case "newer-format":
      return `kept results are not used: ${trouble.folder} was made by a newer version of repo (format ${trouble.format})`;
    case "damaged":
      return `something kept was damaged and has been removed: ${trouble.file}`;
  }
}
