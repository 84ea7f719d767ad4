import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type FileContent,
  type FlakeSpec,
  type NixInstall,
  type PrivateNixStore,
  privateNixStore,
  type RepoRun,
  removeReadOnly,
  runRepo,
  type TemporaryFolder,
  temporaryFolder,
  writeFlake,
} from "@nix-repo/testkit";
import type { Registry } from "./workspace.ts";

export interface NixWorkspaceSpec {
  readonly registry: Registry;
  readonly flake: FlakeSpec;
  readonly files?: Readonly<Record<string, FileContent>>;
  /** The workspace's folder below a git repository of its own; left out, the workspace is the temporary folder and in no repository. */
  readonly within?: string;
  /** Shared with other workspaces, of which each has a cache of its own; left out, it has one to itself. */
  readonly store?: PrivateNixStore;
}

/** A workspace with a flake, a Nix store of its own, and the environment of somebody who calls `repo` there. */
export interface NixWorkspace extends Disposable {
  readonly path: string;
  readonly folder: TemporaryFolder;
  /** Of the caller: the folder with this version's `nix` and the system's folders are on its PATH. */
  readonly env: Readonly<Record<string, string>>;
  write(files: Readonly<Record<string, FileContent>>): void;
  run(args: readonly string[], options?: { cwd?: string; env?: Readonly<Record<string, string | undefined>> }): Promise<RepoRun>;
  read(file: string): string;
  dispose(): void;
}

/** To be shared by the tests of a file and a version: capturing a devShell in a fresh store costs most of a test's time. */
export function nixWorkspaceOf({ bin }: NixInstall, { registry, flake, files = {}, within, store: given }: NixWorkspaceSpec): NixWorkspace {
  const folder = temporaryFolder();
  const store = given ?? privateNixStore({ bin });
  const path = within === undefined ? folder.path : join(folder.path, within);
  const prefix = within === undefined ? "" : `${within}/`;
  const write = (added: Readonly<Record<string, FileContent>>) =>
    folder.write(Object.fromEntries(Object.entries(added).map(([file, content]) => [prefix + file, content])));
  const root = typeof registry.root === "string" ? `${registry.root}/` : "";
  write(files);
  for (const service of Object.values(registry.services)) write({ [`${root}${(service as { path: string }).path}/.keep`]: "" });
  write({ "services.config.json": JSON.stringify(registry, undefined, 2) });
  writeFlake(path, flake);
  if (within !== undefined) folder.track();
  const env = {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder.path,
    USER: "somebody",
    TERM: "dumb",
    LANG: "C.UTF-8",
    SHELL: "/bin/bash",
    ...store.variables,
    ...(given === undefined ? {} : { XDG_CACHE_HOME: mkdtempSync(join(given.folder, "cache-")) }),
  };
  const dispose = () => {
    if (given === undefined) store.dispose();
    removeReadOnly(folder.path);
  };
  return {
    path,
    folder,
    env,
    write,
    async run(args, { cwd = path, env: more = {} } = {}) {
      const run = await runRepo(args, { cwd, env: { ...env, ...more } });
      return { ...run, stderr: withoutSlowness(run.stderr) };
    },
    read: (file) => readFileSync(join(path, file), "utf8"),
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** Without what is said after two seconds: whether it is there tells how busy the machine is. */
export function withoutSlowness(stderr: string): string {
  return stderr.replaceAll(/^repo: Nix is preparing the devShell .* …\n/gm, "");
}
