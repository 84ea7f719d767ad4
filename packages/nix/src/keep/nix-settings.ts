import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Variables } from "@nix-repo/model";
import { digestOf, folderDigest, type Look, lookAt, trusted } from "./signature.ts";

export interface NixSettings {
  /** Physical path of the program. */
  readonly program: string;
  /** Of the variables that Nix heeds. */
  readonly variables: string;
  /** Its configuration files, whether they are there or not. */
  readonly files: readonly string[];
}

/** What Nix itself is told besides the flake, without starting it or reading anything. */
export function nixSettings(program: string, env: Variables): NixSettings {
  const told = VARIABLES.map((name) => `${name}=${env[name] ?? ""}`);
  // It may hold an access token.
  if (env.NIX_CONFIG) told.push(`NIX_CONFIG=${digestOf(env.NIX_CONFIG)}`);
  return { program: realpathSync(program), variables: told.join("\0"), files: configurationFiles(env) };
}

const VARIABLES = [
  ...["NIX_STORE_DIR", "NIX_STORE", "NIX_STATE_DIR", "NIX_REMOTE", "NIX_CONF_DIR", "NIX_USER_CONF_FILES"],
  ...["NIX_DATA_DIR", "NIX_IGNORE_SYMLINK_STORE"],
];

function configurationFiles(env: Variables): readonly string[] {
  const home = env.HOME ?? "/";
  const users =
    env.NIX_USER_CONF_FILES?.split(":") ??
    [env.XDG_CONFIG_HOME || join(home, ".config"), ...(env.XDG_CONFIG_DIRS || "/etc/xdg").split(":")].map((each) =>
      join(each, "nix/nix.conf"),
    );
  return [join(env.NIX_CONF_DIR || "/etc/nix", "nix.conf"), ...users.filter((file) => file !== "")];
}

/** A file that Nix was told by. */
export interface ConfigurationFile {
  readonly path: string;
  /** Empty for one that was not there, and for one whose times were too young to be trusted. */
  readonly signature: string;
  /** Empty for one that was not there. */
  readonly digest: string;
}

export interface Configuration {
  readonly files: readonly ConfigurationFile[];
  /** Whether what Nix evaluates may depend on anything at all. */
  readonly impure: boolean;
}

/** Reads Nix's configuration files and those that they include. */
export function readConfiguration({ files }: NixSettings, env: Variables): Configuration {
  const read = new Map<string, ConfigurationFile>();
  const texts = [env.NIX_CONFIG ?? ""];
  const queue = [...files];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (read.has(path)) continue;
    const target = path;
    const look = lookAtTarget(target);
    const text = look === undefined ? undefined : readIfThere(target);
    if (look === undefined || text === undefined) {
      read.set(path, { path, signature: "", digest: "" });
      continue;
    }
    read.set(path, { path, signature: trusted(look, Date.now()), digest: digestOf(text) });
    texts.push(text);
    queue.push(...[...text.matchAll(/^\s*!?include\s+(\S+)/gm)].map(([, included = ""]) => resolve(dirname(target), included)));
  }
  return { files: [...read.values()], impure: texts.some((text) => /^\s*(pure-eval\s*=\s*false|impure-env\s*=)/m.test(text)) };
}

/** @returns the same with signatures of now; undefined where one of them has changed */
export function checkConfiguration(known: readonly ConfigurationFile[]): readonly ConfigurationFile[] | undefined {
  let renewed = false;
  const now: ConfigurationFile[] = [];
  for (const file of known) {
    const look = lookAtTarget(file.path);
    if (look === undefined ? file.digest === "" : look.signature === file.signature) {
      now.push(file);
      continue;
    }
    const text = readIfThere(file.path);
    if (look === undefined || text === undefined || digestOf(text) !== file.digest) return undefined;
    const signature = trusted(look, Date.now());
    renewed ||= signature !== "";
    now.push({ ...file, signature });
  }
  return renewed ? now : known;
}

/** NixOS and home-manager make it a symlink into the store: what it leads to counts. */
function lookAtTarget(path: string): Look | undefined {
  const look = lookAt(path);
  if (look?.kind !== "symlink") return look;
  try {
    return lookAt(realpathSync(path));
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

export type Flags =
  | { readonly kind: "known"; readonly outside: readonly string[]; readonly building: readonly string[]; readonly overrides: boolean }
  /** What they do to an evaluation is not known to us. */
  | { readonly kind: "unknown"; readonly flag: string };

/** Reads the user's flags for Nix. @param root where Nix is started, which relative paths start from */
export function readFlags(flags: readonly string[], root: string): Flags {
  const outside: string[] = [];
  const building: string[] = [];
  let overrides = false;
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] ?? "";
    if (HARMLESS.has(flag)) {
      building.push(flag);
      continue;
    }
    if (LOCKING.has(flag)) continue;
    const count = WITH_ARGUMENTS.get(flag);
    if (count !== undefined) {
      const taken = flags.slice(i, i + 1 + count);
      if (flag === "--option" && /^(pure-eval|impure-env)$/.test(taken[1] ?? "")) return { kind: "unknown", flag: taken.join(" ") };
      building.push(...taken);
      i += count;
      continue;
    }
    const target = flags[i + 2] ?? "";
    if (flag !== "--override-input") return { kind: "unknown", flag };
    const folder = /^path:(?:\/\/)?([^?#]+)$/.exec(target)?.[1];
    if (folder === undefined && !isLocked(target)) return { kind: "unknown", flag: `--override-input ${flags[i + 1]} ${target}` };
    if (folder !== undefined) outside.push(resolve(root, decodeURIComponent(folder)));
    overrides = true;
    i += 2;
  }
  return { kind: "known", outside, building, overrides };
}

/** They change how something is built or shown, or are the same for everything that is evaluated. */
const HARMLESS = new Set([
  "--offline",
  "--accept-flake-config",
  "--fallback",
  "--keep-going",
  "-k",
  "-L",
  "--print-build-logs",
  "--quiet",
  "-v",
  "--verbose",
  "--show-trace",
]);
const LOCKING = new Set(["--no-update-lock-file", "--no-write-lock-file", "--no-registries"]);
const WITH_ARGUMENTS = new Map([
  ["--option", 2],
  ["--extra-experimental-features", 1],
  ["--builders", 1],
  ["--max-jobs", 1],
  ["-j", 1],
  ["--cores", 1],
  ["--log-format", 1],
]);

function isLocked(reference: string): boolean {
  return /[?&](narHash=|rev=[0-9a-f]{40})/.test(reference) || /^(github|gitlab|sourcehut):[^/]+\/[^/]+\/[0-9a-f]{40}$/.test(reference);
}

/** Folders outside of the flake by what is in them. @returns undefined where one is too large */
export function outsideDigests(folders: readonly string[]): readonly (readonly [folder: string, digest: string])[] | undefined {
  const digests: [string, string][] = [];
  for (const folder of new Set(folders)) {
    const digest = existsSync(folder) ? folderDigest(folder) : "missing";
    if (digest === undefined) return undefined;
    digests.push([folder, digest]);
  }
  return digests;
}
