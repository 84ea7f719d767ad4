import { execFileSync, spawnSync } from "node:child_process";
import { readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { ShellChoice } from "@nix-repo/model";
import {
  type NixInstall,
  type OracleEntries,
  type OracleRepository,
  oracleRepository,
  type PrivateNixStore,
  temporaryFolder,
} from "@nix-repo/testkit";
import { createNixProvider } from "../../src/index.ts";

export interface Held {
  readonly nix: NixInstall;
  readonly store: PrivateNixStore;
  readonly entries: OracleEntries;
  readonly form?: "git" | "worktree" | "plain";
  /** Before anything is asked. */
  readonly prepare?: (place: HeldPlace) => void;
  /** After the first environment was captured. */
  readonly edit: (place: HeldPlace) => void;
  /** `@BESIDE@` stands for the folder in which the repository lies. */
  readonly flags?: readonly string[];
  readonly env?: (folder: string) => Readonly<Record<string, string>>;
  /** The workspace's root; the repository's where it is left out. */
  readonly root?: (folder: string) => string;
}

export interface HeldPlace {
  readonly repository: OracleRepository;
  /** In which the repository lies. */
  readonly folder: string;
  nix(...args: readonly string[]): void;
}

/**
 * Asks for the shell `default`, edits, and asks again, each time as a run of its own.
 * @returns what the keeper says after the first time, before the second and after it
 * @throws where an environment is not the one that Nix gives at that moment, or we fail where Nix does not
 */
export async function heldAgainstNix({ nix, store, ...held }: Held): Promise<readonly string[]> {
  using temporary = temporaryFolder();
  const folder = realpathSync(temporary.path);
  const entries = { "nix/stdenv/setup": "export PATH=/usr/bin:/bin\n", ...held.entries };
  const repository = oracleRepository(folder, entries, held.form ?? "git");
  const root = held.root?.(folder) ?? repository.root;
  const flags = (held.flags ?? []).map((flag) => flag.replaceAll("@BESIDE@", folder));
  const plain = {
    PATH: `${nix.bin}:/usr/local/bin:/usr/bin:/bin`,
    HOME: folder,
    TERM: "dumb",
    SHELL: "/bin/sh",
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...store.variables,
  };
  const env = { ...plain, ...held.env?.(folder) };
  const program = join(nix.bin, "nix");
  const place: HeldPlace = {
    repository,
    folder,
    nix: (...args) => {
      execFileSync(program, args, { cwd: root, env: plain, stdio: "pipe" });
    },
  };
  const choice: ShellChoice = { kind: "named", name: "default", place: { file: "services.config.ts" } };
  const provider = () =>
    createNixProvider({ workspaceRoot: root, flake: ".", nixFlags: flags, callerEnv: env, stateFolder: join(root, ".repo") });
  const state = async () => {
    const [status] = await provider().keeper.status([choice]);
    const because = status?.state === "stale" ? ` (${status.because?.what.replace(folder, "")})` : "";
    return `${status?.state}${because}`;
  };

  held.prepare?.(place);
  await ask();
  const first = await state();
  held.edit(place);
  const edited = await state();
  await ask();
  return [first, edited, await state()];

  async function ask(): Promise<void> {
    const ours = await ourEnvironment();
    const theirs = nixEnvironment();
    if (ours.path !== theirs.path) throw new Error(`Nix: ${theirs.path ?? theirs.error}\nwe: ${ours.path ?? ours.error}`);
  }

  async function ourEnvironment(): Promise<{ path?: string; error?: string }> {
    const environment = await provider().environmentOf(choice);
    if (!environment.ok) return { error: JSON.stringify(environment.error) };
    const run = { kind: "argv" as const, argv: ["/usr/bin/env"] };
    const launch = await environment.value.launch({ run, args: [], cwd: root, base: env, overlay: {}, hook: "every-start" });
    if (!launch.ok) throw new Error(JSON.stringify(launch.error));
    return { path: String(launch.value.env.NIX_GCROOT) };
  }

  function nixEnvironment(): { path?: string; error?: string } {
    const profile = join(folder, "profile");
    const args = ["print-dev-env", ...flags, "--no-write-lock-file", "--profile", profile, ".#default"];
    const { status, stderr } = spawnSync(program, args, { cwd: root, env, encoding: "utf8" });
    return status === 0 ? { path: readlinkSync(join(folder, readlinkSync(profile))) } : { error: stderr };
  }
}
