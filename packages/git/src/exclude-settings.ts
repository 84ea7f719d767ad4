import { dirname, join, resolve } from "node:path";
import type { Variables } from "@nix-repo/model";
import { commonFolder, type Repository } from "./find-repository.ts";
import { GitUnknown, gitVariables } from "./ignore-questions.ts";

/** Where git's rules of what to ignore come from, beyond the `.gitignore` of folders. */
export interface ExcludeSettings {
  /** Absolute paths of all that these settings were read from, or would be if it were there. */
  readonly files: readonly string[];
  /** Absolute paths of the files with rules, there or not. */
  readonly excludes: readonly string[];
  /** Whether letters count whatever their case. */
  readonly ignoreCase: boolean;
}

/** Starts git. Throws `GitUnknown`. */
export async function excludeSettings(repository: Repository, env: Variables): Promise<ExcludeSettings> {
  const { workTree, gitFolder } = repository;
  const configHome = env.XDG_CONFIG_HOME || (env.HOME ? join(env.HOME, ".config") : undefined);
  const fields = (await git(repository, env, ["config", "--list", "--null", "--show-origin", "--includes"])).split("\0");
  const files = new Set(["/etc/gitconfig", join(commonFolder(gitFolder), "config"), join(gitFolder, "config.worktree")]);
  if (env.HOME) files.add(join(env.HOME, ".gitconfig"));
  if (configHome !== undefined) files.add(join(configHome, "git/config"));
  let ignoreCase = false;
  let named = false;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const origin = resolve(workTree, (fields[i] ?? "").replace(/^file:/, ""));
    const [key = "", value = "true"] = splitSetting(fields[i + 1] ?? "");
    files.add(origin);
    if (key === "core.ignorecase") ignoreCase = !/^(false|no|off|0|)$/i.test(value);
    if (key === "core.excludesfile") named = true;
    // One that is not there, or not meant as things are, may come to count.
    if (/^include(if\..*)?\.path$/s.test(key)) files.add(resolve(dirname(origin), value.replace(/^~\//, `${env.HOME ?? ""}/`)));
    if (key.startsWith("includeif.onbranch:")) files.add(join(gitFolder, "HEAD"));
  }
  const excludesFile = named
    ? (await git(repository, env, ["config", "--type=path", "--null", "--get", "core.excludesFile"])).split("\0")[0]
    : configHome && join(configHome, "git/ignore");
  const excludes = [join(commonFolder(gitFolder), "info/exclude")];
  if (excludesFile) excludes.push(resolve(workTree, excludesFile));
  return { files: [...files], excludes, ignoreCase };
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
