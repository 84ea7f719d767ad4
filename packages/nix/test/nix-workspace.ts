import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "@jest/globals";
import type { Launch, LaunchRequest, Notice, Result, ShellChoice, Variables } from "@nix-repo/model";
import {
  type FlakeSpec,
  git,
  type NixInstall,
  type PrivateNixStore,
  privateNixStore,
  removeReadOnly,
  temporaryFolder,
  writeFlake,
} from "@nix-repo/testkit";
import { createNixProvider, type NixProvider, type NixProviderOptions } from "../src/index.ts";

/** A workspace with a flake, a store of its own, and a caller's environment. */
export interface NixWorkspace extends Disposable {
  readonly root: string;
  readonly caller: Record<string, string>;
  /** A provider as one run of the program has it. */
  provider(options?: Partial<NixProviderOptions>): NixProvider;
  readonly notices: Notice[];
}

export interface NixWorkspaceOptions {
  /** Of the workspace's folder, below a temporary one. */
  readonly name?: string;
  /** Makes the folder above a git repository. */
  readonly track?: boolean;
  /** One of its own unless told. */
  readonly store?: PrivateNixStore;
}

export function nixWorkspace(
  { bin }: NixInstall,
  flake: FlakeSpec,
  { name = "workspace", track = false, store: given }: NixWorkspaceOptions = {},
): NixWorkspace {
  const folder = temporaryFolder();
  const store = given ?? privateNixStore({ bin });
  const root = join(folder.path, name);
  writeFlake(root, flake);
  if (track) folder.track();
  // `nix develop` leaves folders behind.
  const temporary = join(folder.path, "tmp");
  mkdirSync(temporary);
  const caller = {
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder.path,
    TMPDIR: temporary,
    TERM: "dumb",
    LANG: "C.UTF-8",
    ...store.variables,
  };
  const notices: Notice[] = [];
  return {
    root,
    caller,
    notices,
    provider: (options) =>
      createNixProvider({
        workspaceRoot: root,
        flake: ".",
        nixFlags: [],
        callerEnv: caller,
        stateFolder: join(root, ".repo"),
        emit: (notice) => notices.push(notice),
        ...options,
      }),
    [Symbol.dispose]() {
      if (given === undefined) store.dispose();
      removeReadOnly(folder.path);
    },
  };
}

/** Workspaces of a `describe` that have a store in common: what a test has built there, the next one finds. */
export function nixWorkspaces(nix: NixInstall): (flake: FlakeSpec, options?: NixWorkspaceOptions) => NixWorkspace {
  const store = privateNixStore(nix);
  afterAll(() => store.dispose());
  return (flake, options) => nixWorkspace(nix, flake, { store, ...options });
}

/** Tells git of what was written since. */
export function trackAll(root: string): void {
  git(root, "add", "--all");
}

export function named(name: string): ShellChoice {
  return { kind: "named", name, place: { file: "/w/services.config.ts", line: 3 } };
}

export function inferred(...candidates: readonly string[]): ShellChoice {
  return { kind: "inferred", candidates };
}

/** What a bash script prints that is started in a devShell. */
export async function outputOf(
  provider: NixProvider,
  shell: ShellChoice,
  { script, ...request }: Partial<LaunchRequest> & { script: string; base: Variables; cwd: string },
): Promise<string> {
  const environment = value(await provider.environmentOf(shell));
  const launch = value(await environment.launch(bashRequest(script, request)));
  const { stdout, stderr, status } = start(launch);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return stdout;
}

export function bashRequest(script: string, request: Partial<LaunchRequest> & { base: Variables; cwd: string }): LaunchRequest {
  return { run: { kind: "bash", script }, args: [], overlay: {}, hook: "every-start", ...request };
}

export function start({ file, argv, env, cwd }: Launch, input = "") {
  return spawnSync(file, argv.slice(1), { argv0: argv[0], env: { ...env }, cwd, input, encoding: "utf8" });
}

export function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** A `nix` that does something of its own for some calls, and is the real one for the rest. */
export function fakeNix(folder: string, bin: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "nix");
  writeFileSync(file, `#!/bin/bash\n${script}\nexec ${bin}/nix "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
