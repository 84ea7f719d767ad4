import { once } from "node:events";
import type { UnitStatusView } from "@nix-repo/reporters";
import {
  cleanEnvironment,
  type FileContent,
  markProcesses,
  type RepoRun,
  runRepo,
  startRepo,
  type TemporaryFolder,
  temporaryFolder,
} from "@nix-repo/testkit";
import { ON_HOST, type Registry, workspaceOf } from "./workspace.ts";

/** A workspace whose supervisor is in the background, and found nowhere else. Whatever a test comes to, nothing of it stays. */
export interface SupervisedWorkspace extends Disposable {
  readonly folder: TemporaryFolder;
  readonly env: Readonly<Record<string, string | undefined>>;
  repo(...args: readonly string[]): Promise<RepoRun>;
  /** What `repo status --json` says, given more arguments. */
  status(...args: readonly string[]): Promise<WorkspaceStatus>;
  /** Asks for the status until it is as it is to be. */
  statusOnce(isReached: (status: WorkspaceStatus) => boolean): Promise<WorkspaceStatus>;
  /** All that was started there and runs, supervisors included. */
  processes(): readonly number[];
  /** The supervisor in the background. */
  supervisor(): number;
}

export interface WorkspaceStatus {
  readonly exitCode: number | null;
  readonly running: boolean;
  readonly units: readonly UnitStatusView[];
  readonly left: readonly { readonly unit: string; readonly pids: readonly number[] }[];
  unit(id: string): UnitStatusView;
}

export function inBackground(
  registry: Registry,
  { files = {}, variables = {} }: { files?: Readonly<Record<string, FileContent>>; variables?: Readonly<Record<string, string>> } = {},
): SupervisedWorkspace {
  const folder = workspaceOf(registry, files);
  return supervisedIn(folder, { variables, dispose: () => folder[Symbol.dispose]() });
}

export function supervisedIn(
  folder: TemporaryFolder,
  { variables, dispose }: { variables: Readonly<Record<string, string | undefined>>; dispose: () => void },
): SupervisedWorkspace {
  const mark = markProcesses();
  // Not in the workspace: Nix takes no flake that has a socket in its folder.
  const runtime = temporaryFolder();
  const env = cleanEnvironment({ ...variables, ...mark.env, XDG_RUNTIME_DIR: runtime.path });
  const repo = async (...args: readonly string[]) => await runRepo(args, { cwd: folder.path, env });
  const status = async (...args: readonly string[]): Promise<WorkspaceStatus> => {
    const { exitCode, stdout, stderr } = await repo("status", "--json", ...args);
    if (stdout === "") throw new Error(stderr);
    const { running, units, left = [] } = JSON.parse(stdout) as Omit<WorkspaceStatus, "left"> & Partial<Pick<WorkspaceStatus, "left">>;
    const unit = (id: string): UnitStatusView => {
      const found = units.find((each) => each.unit === id);
      if (found === undefined) throw new Error(`the status has no ${id}`);
      return found;
    };
    return { exitCode, running, units, left, unit };
  };
  return {
    folder,
    env,
    repo,
    status,
    async statusOnce(isReached) {
      for (const end = Date.now() + 60_000; ; ) {
        const now = await status();
        if (isReached(now)) return now;
        if (Date.now() > end) throw new Error(`after 60 s still ${JSON.stringify(now.units)}`);
      }
    },
    processes: () => mark.processes().map(({ pid }) => pid),
    supervisor() {
      const found = mark.processes().find(({ words }) => words.includes("--background"));
      if (found === undefined) throw new Error("nothing supervises this workspace");
      return found.pid;
    },
    [Symbol.dispose]() {
      for (const { pid } of mark.processes()) kill(pid);
      runtime[Symbol.dispose]();
      dispose();
    },
  };
}

/** A `repo up`, and what it has said so far. */
export function bringUp(
  { path }: Pick<TemporaryFolder, "path">,
  args: readonly string[] = [],
  variables: Readonly<Record<string, string | undefined>> = {},
) {
  const mark = markProcesses();
  const child = startRepo(["up", ...ON_HOST, ...args], { cwd: path, env: cleanEnvironment({ ...variables, ...mark.env }) });
  let said = "";
  const heard = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      for (const hear of heard) hear();
    });
  const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    child,
    exit,
    processes: () => mark.processes().map(({ pid }) => pid),
    /** Whatever a test came to. */
    [Symbol.dispose]() {
      for (const { pid } of mark.processes()) kill(pid);
    },
    get said() {
      return said;
    },
    /** Resolves when it has said this. */
    async says(text: string): Promise<void> {
      await new Promise<void>((resolve) => {
        const hear = () => {
          if (!said.includes(text)) return;
          heard.delete(hear);
          resolve();
        };
        heard.add(hear);
        hear();
      });
    },
  };
}

export function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
