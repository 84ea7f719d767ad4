import { join } from "node:path";
import type { Launch, Result } from "@nix-repo/model";
import { markProcesses, type ProcessMark, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { type Connection, connect, type Detached, type DetachOptions, detach, type ServerClient, serverPlace } from "../../src/index.ts";
import type { ServerProgram } from "./server-program.ts";

/** A workspace whose servers are processes. Whatever they start is found by `mark`, and ended with the test. */
export interface ServerWorkspace extends Disposable {
  readonly folder: TemporaryFolder;
  readonly program: ServerProgram;
  readonly mark: ProcessMark;
  launch(changes?: Partial<ServerProgram>): Launch;
  detach(changes?: Partial<ServerProgram>, options?: Partial<DetachOptions>): Promise<Result<Detached>>;
  connect(options?: Partial<DetachOptions>): Promise<Result<Connection>>;
}

export function serverWorkspace(units: ServerProgram["units"]): ServerWorkspace {
  const folder = temporaryFolder();
  const mark = markProcesses();
  const workspace = join(folder.path, "workspace");
  const program: ServerProgram = {
    place: serverPlace({ workspace, runtimeFolder: folder.path, userId: process.getuid?.() ?? 0 }),
    workspace,
    version: "1.0.0",
    recordFolder: join(folder.path, "record"),
    logFolder: join(folder.path, "logs"),
    units,
    env: mark.env,
  };
  const { place, version, recordFolder } = program;
  const common = { place, workspace, version, recordFolder };
  const launch = (changes: Partial<ServerProgram> = {}): Launch => {
    const argv = [process.execPath, join(import.meta.dirname, "server-program.ts"), JSON.stringify({ ...program, ...changes })];
    return {
      file: process.execPath,
      argv,
      cwd: "/",
      env: { PATH: process.env.PATH ?? "", NODE_OPTIONS: "--disable-warning=ExperimentalWarning", ...mark.env },
    };
  };
  return {
    folder,
    program,
    mark,
    launch,
    detach: (changes, options) => detach({ ...common, launch: launch(changes), logFile: join(folder.path, "server.log"), ...options }),
    connect: (options) => connect({ ...common, ...options }),
    [Symbol.dispose]() {
      for (const { pid } of mark.processes()) process.kill(pid, "SIGKILL");
      folder[Symbol.dispose]();
    },
  };
}

export function expectOk<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

export function clientOf(result: Result<Connection>): ServerClient {
  const connection = expectOk(result);
  if (connection.kind === "not-running") throw new Error("there is no server");
  return connection.client;
}
