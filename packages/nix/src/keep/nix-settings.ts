import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Variables } from "@nix-repo/model";
import { digestOf, type Look, lookAt, outsideDigest, trusted } from "./signature.ts";

export interface NixSettings {
  /** Physical path of the program. */
  readonly program: string;
  /** Of the variables that Nix heeds. */
  readonly variables: string;
  /** Its configuration files, whether they are there or not. */
  readonly files: readonly string[];
  /** Whether variables point git, where Nix runs it, to another repository or index than the one that is there. */
  readonly redirectsGit: boolean;
}

/** What Nix itself is told besides the flake, without starting it or reading anything. */
export function nixSettings(program: string, env: Variables): NixSettings {
  const told = VARIABLES.map((name) => `${name}=${env[name] ?? ""}`);
  // It may hold an access token.
  if (env.NIX_CONFIG) told.push(`NIX_CONFIG=${digestOf(env.NIX_CONFIG)}`);
  return {
    program: realpathSync(program),
    variables: told.join("\0"),
    files: configurationFiles(env),
    redirectsGit: GIT_VARIABLES.some((name) => name in env),
  };
}

export const GIT_VARIABLES: readonly string[] = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
];

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
  return { files: [...read.values()], impure: texts.some((text) => IMPURE.test(text)) };
}

/** Settings by which an evaluation may read the environment, or whatever a plugin reads. */
export const IMPURE = /^\s*(pure-eval\s*=\s*false|impure-env\s*=|plugin-files\s*=\s*\S)/m;

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

export interface OutsideDigests {
  readonly digests: readonly (readonly [path: string, digest: string])[];
  /** See `OutsideDigest`. */
  readonly young: boolean;
}

/** Folders and files outside of the flake by what is in them. @returns undefined where one is too large */
export function outsideDigests(paths: readonly string[]): OutsideDigests | undefined {
  const digests: [string, string][] = [];
  let young = false;
  for (const path of new Set(paths)) {
    const found = outsideDigest(path);
    if (found === undefined) return undefined;
    digests.push([path, found.digest]);
    young ||= found.young;
  }
  return { digests, young };
}
