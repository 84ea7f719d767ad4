import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Repository } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
import { foldersAbove } from "./find-inputs.ts";

/**
 * Whether this Nix takes a work tree that git calls clean out of git's last commit, and any other as it stands: all before 2.20 do (`git archive`).
 * Both are the same only where git changes nothing on the way, and sees every change.
 */
export function readsCommits(nixVersion: string): boolean {
  const [major = 0, minor = 0] = nixVersion.split(".").map((part) => Number.parseInt(part, 10));
  return major < 2 || (major === 2 && minor < 20);
}

export interface CommitRules {
  /** Absolute paths of what tells git how to treat files, there or not. */
  readonly files: readonly string[];
  /** What makes a commit differ from a work tree that git calls clean; undefined where nothing does. */
  readonly differ: string | undefined;
}

/** @param read files, and folders by name, relative to the work tree */
export async function commitRules(
  repository: Repository,
  read: { readonly files: readonly string[]; readonly folders: readonly string[] },
  env: Variables,
): Promise<CommitRules> {
  const { workTree, gitFolder } = repository;
  const { execa } = await import("execa");
  const said = await execa("git", ["config", "--list", "--null", "--show-origin", "--includes"], {
    cwd: workTree,
    env,
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  if (said.failed) return { files: [], differ: "git's settings cannot be read" };
  const fields = said.stdout.split("\0");
  const settings = fields.filter((_, i) => i % 2 === 1).map((each) => each.split("\n") as [string, string?]);
  const origins = fields.filter((_, i) => i % 2 === 0).flatMap((each) => /^file:(.*)$/s.exec(each)?.[1] ?? []);
  const home = env.HOME ?? "/";
  const configHome = env.XDG_CONFIG_HOME || join(home, ".config");
  const named = settings.filter(([key]) => key === "core.attributesfile").map(([, file = ""]) => resolve(home, file.replace(/^~\//, "")));
  const attributes = [
    ...new Set(
      ["", ...foldersAbove([...read.files, ...read.folders]), ...read.folders].map((folder) => join(workTree, folder, ".gitattributes")),
    ),
    ...[join(commonFolder(gitFolder), "info/attributes"), join(configHome, "git/attributes"), "/etc/gitattributes"],
    ...named,
  ];
  const config = [
    ...origins.map((file) => resolve(workTree, file)),
    join(home, ".gitconfig"),
    join(configHome, "git/config"),
    "/etc/gitconfig",
  ];
  return {
    files: [...new Set([...config, ...attributes])],
    differ:
      settings.map((setting) => harmOf(setting, repository)).find((harm) => harm !== undefined) ??
      conversion(workTree, read.files, attributes),
  };
}

/** Where linked work trees have what they share. */
function commonFolder(gitFolder: string): string {
  const pointer = join(gitFolder, "commondir");
  return existsSync(pointer) ? resolve(gitFolder, readFileSync(pointer, "utf8").trim()) : gitFolder;
}

function harmOf([key, value = "true"]: readonly [string, string?], { workTree, gitFolder }: Repository): string | undefined {
  // That of a submodule says where it is.
  if (key === "core.worktree" && isSame(resolve(gitFolder, value), workTree)) return undefined;
  const harmless = HARMLESS.get(key);
  return harmless === undefined || harmless.includes(value.toLowerCase()) ? undefined : `git's ${key}`;
}

function isSame(one: string, other: string): boolean {
  return existsSync(one) && realpathSync(one) === realpathSync(other);
}

/** Settings that matter, with the values that change nothing here. */
const HARMLESS = new Map([
  ["core.autocrlf", ["false", "no", "off", "0"]],
  ["core.eol", ["lf", "native"]],
  ["core.filemode", ["true", "yes", "on", "1"]],
  ["core.symlinks", ["true", "yes", "on", "1"]],
  ["core.ignorestat", ["false", "no", "off", "0"]],
  ["core.sparsecheckout", ["false", "no", "off", "0"]],
  ["core.worktree", []],
]);

function conversion(workTree: string, paths: readonly string[], attributes: readonly string[]): string | undefined {
  const texts = attributes.map((file) => readIfThere(file)?.toString() ?? "").map((text) => text.replaceAll(/^\s*#.*$/gm, ""));
  if (texts.some((text) => CONVERTS.test(text))) return ".gitattributes, by which git converts or leaves out files";
  // What remains, `text` and `eol=lf`, takes carriage returns away and does nothing else.
  const mayTrim = texts.some((text) => /\b(text|eol)\b/.test(text));
  return mayTrim && paths.some((path) => readIfThere(join(workTree, path))?.includes(13)) ? "line ends that git converts" : undefined;
}

const CONVERTS = /\b(ident|filter|working-tree-encoding|export-ignore|export-subst|eol=crlf|crlf)\b/;

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
