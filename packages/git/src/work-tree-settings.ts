import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { findOnPath, type Variables } from "@nix-repo/model";
import { commonFolder, type Repository } from "./find-repository.ts";
import { GitUnknown, gitVariables } from "./ignore-questions.ts";

/** What settings and files beyond those of folders say of a work tree: what to ignore (`.gitignore` says the rest), and what to convert (`.gitattributes`). */
export interface WorkTreeSettings {
  /** Absolute paths of all that these settings were read from, or would be if it were there. */
  readonly files: readonly string[];
  /** Absolute paths of the files with rules, there or not. */
  readonly excludes: readonly string[];
  /** Whether letters count whatever their case. */
  readonly ignoreCase: boolean;
  /** Absolute paths of the files with attributes, there or not. */
  readonly attributes: readonly string[];
  /** Whether any setting has content filtered, other than that of git-lfs, or takes attributes from elsewhere. */
  readonly filters: boolean;
}

/** Starts git. Throws `GitUnknown`. */
export async function workTreeSettings(repository: Repository, env: Variables): Promise<WorkTreeSettings> {
  const { workTree, gitFolder } = repository;
  const configHome = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, ".config") : undefined);
  const fields = (await git(repository, env, ["config", "--list", "--null", "--show-origin", "--includes"])).split("\0");
  const files = new Set(["/etc/gitconfig", join(commonFolder(gitFolder), "config"), join(gitFolder, "config.worktree")]);
  if (env.HOME) files.add(join(env.HOME, ".gitconfig"));
  if (configHome !== undefined) files.add(join(configHome, "git/config"));
  const attributes = new Set(systemAttributes(workTree, env));
  let ignoreCase = false;
  let filters = false;
  const named = new Set<string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const origin = resolve(workTree, (fields[i] ?? "").replace(/^file:/, ""));
    const [key = "", value = "true"] = splitSetting(fields[i + 1] ?? "");
    files.add(origin);
    if (key === "core.ignorecase") ignoreCase = !/^(false|no|off|0|)$/i.test(value);
    if (key === "core.excludesfile" || key === "core.attributesfile") named.add(key);
    if (key === "attr.tree" || (/^filter\..*\.(clean|smudge|process)$/s.test(key) && !isLfs(key, value))) filters = true;
    // That of the system has its attributes beside it, wherever this git was made to look for both.
    if (basename(origin) === "gitconfig") attributes.add(join(dirname(origin), "gitattributes"));
    // One that is not there, or not meant as things are, may come to count.
    if (/^include(if\..*)?\.path$/s.test(key)) files.add(resolve(dirname(origin), value.replace(/^~\//, `${env.HOME ?? ""}/`)));
    if (key.startsWith("includeif.onbranch:")) files.add(join(gitFolder, "HEAD"));
  }
  const fileNamedBy = async (key: string, byDefault: string) =>
    named.has(key)
      ? (await git(repository, env, ["config", "--type=path", "--null", "--get", key])).split("\0")[0]
      : configHome && join(configHome, byDefault);
  const info = join(commonFolder(gitFolder), "info");
  const excludes = [join(info, "exclude")];
  const excludesFile = await fileNamedBy("core.excludesfile", "git/ignore");
  if (excludesFile) excludes.push(resolve(workTree, excludesFile));
  const attributesFile = await fileNamedBy("core.attributesfile", "git/attributes");
  if (attributesFile) attributes.add(resolve(workTree, attributesFile));
  attributes.add(join(info, "attributes"));
  return { files: [...files], excludes, ignoreCase, attributes: [...attributes], filters };
}

/** Where git may have been made to look for those of the whole machine. Only git since 2.41 tells. */
function systemAttributes(workTree: string, { PATH }: Variables): readonly string[] {
  const program = findOnPath("git", { path: PATH, cwd: workTree });
  const prefixes = ["", "/usr/local", "/opt/homebrew", ...(program === undefined ? [] : [dirname(dirname(realpathSync(program)))])];
  return prefixes.map((prefix) => `${prefix}/etc/gitattributes`);
}

/** Its blobs are known by their first words. */
function isLfs(key: string, value: string): boolean {
  return key.startsWith("filter.lfs.") && /^git[- ]lfs /.test(value);
}

/** A key without a value stands alone. */
function splitSetting(text: string): [string, string?] {
  const end = text.indexOf("\n");
  return end === -1 ? [text] : [text.slice(0, end), text.slice(end + 1)];
}

async function git({ workTree }: Repository, env: Variables, args: readonly string[]): Promise<string> {
  const { execa } = await import("execa");
  const options = { env: gitVariables(env), extendEnv: false, reject: false, stripFinalNewline: false } as const;
  const { failed, stdout, stderr, shortMessage, code } = await execa("git", ["-C", workTree, ...args], options);
  if (failed) throw new GitUnknown(stderr.split("\n")[0] || (shortMessage ?? "git failed"), { isMissing: code === "ENOENT" });
  return stdout;
}

/** Relative to the work tree. For indexes that only git can read. Starts git, and waits for it. Throws `GitUnknown`. */
export function trackedPaths({ workTree }: Repository, env: Variables): readonly string[] {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const options = { env: gitVariables(env), encoding: "utf8", maxBuffer: 2 ** 30 } as const;
  const { status, stdout, stderr, error } = spawnSync("git", ["-C", workTree, "ls-files", "--cached", "-z"], options);
  if (status === 0) return stdout.split("\0").filter((path) => path !== "");
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";
  throw new GitUnknown(stderr?.split("\n")[0] || (error?.message ?? "git ls-files failed"), { isMissing });
}
