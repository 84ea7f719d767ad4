import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NixInstall } from "./nix-install.ts";

export interface PrivateNixStore extends Disposable {
  readonly folder: string;
  /** To merge into the environment of everything that runs Nix. */
  readonly variables: Readonly<Record<string, string>>;
  /** Removes the store, read-only paths included. */
  dispose(): void;
}

/** A Nix store, state, configuration and cache of a test's own, which no other test and not the machine's Nix sees. In a new folder where none is named. */
export function privateNixStore({
  bin,
  folder = realpathSync(mkdtempSync(join(tmpdir(), "nix-store-"))),
}: Pick<NixInstall, "bin"> & { folder?: string }): PrivateNixStore {
  const configuration = join(folder, "etc");
  mkdirSync(configuration);
  const hook = join(configuration, "build-hook");
  writeFileSync(hook, BUILD_HOOK, { mode: 0o755 });
  writeFileSync(join(configuration, "nix.conf"), `${NIX_CONF}build-hook = ${hook}\n`);
  const dispose = () => removeReadOnly(folder);
  const variables = {
    NIX_STORE_DIR: join(folder, "store"),
    NIX_STATE_DIR: join(folder, "var"),
    NIX_LOG_DIR: join(folder, "log"),
    NIX_CONF_DIR: configuration,
    NIX_USER_CONF_FILES: "",
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  makeDatabase(bin, variables);
  return {
    folder,
    variables,
    dispose,
    [Symbol.dispose]: dispose,
  };
}

/** Several Nix at once get in each other's way where the first of them still makes the store's database. */
export function makeDatabase(bin: string, variables: Readonly<Record<string, string>>): void {
  execFileSync(join(bin, "nix"), ["path-info", "--all"], { env: { ...process.env, ...variables }, stdio: "ignore" });
}

/**
 * There is no network: what is asked of it fails at once, not after five attempts. Two Nix that need the same build look every second, not every fifth,
 * whether the other one is done. Nothing here has to survive a crash of the machine.
 */
const NIX_CONF = `experimental-features = nix-command flakes
sandbox = false
substituters =
build-users-group =
flake-registry =
builders =
download-attempts = 1
build-poll-interval = 1
fsync-metadata = false
`;

/** Says for all builds, as Nix's own hook does where there are no builders, that nobody builds them elsewhere; but that is another whole start of Nix. */
const BUILD_HOOK = `#!/bin/sh
echo '# decline-permanently' >&2
exec cat >/dev/null
`;

/** Removes a folder whose contents may be read-only, as everything in a Nix store is. */
export function removeReadOnly(folder: string): void {
  // Root removes what is read-only as it is.
  if (process.getuid?.() !== 0) makeWritable(folder);
  rmSync(folder, { recursive: true, force: true });
}

function makeWritable(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return;
  chmodSync(path, 0o700);
  for (const name of readdirSync(path)) makeWritable(join(path, name));
}
