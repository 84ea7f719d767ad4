import { realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { type ConnectOptions, serverPlace } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { unitsFolder } from "./units-folder.ts";

/** How the background of a workspace is found. */
export function serverOptions(session: Session): ConnectOptions {
  const { workspace, io, caller, stop } = session;
  const root = realpathSync(workspace.root);
  const runtimeFolder = caller.XDG_RUNTIME_DIR || undefined;
  return {
    place: serverPlace({ workspace: root, userId: userInfo().uid, ...(runtimeFolder === undefined ? {} : { runtimeFolder }) }),
    workspace: root,
    version: io.version,
    recordFolder: unitsFolder(session),
    signal: stop.signal,
  };
}
