import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { commonFolder, type Repository } from "@nix-repo/git";
import type { Variables } from "@nix-repo/model";
import { foldersAbove } from "./find-inputs.ts";
import { GIT_VARIABLES } from "./nix-settings.ts";

/**
 * Whether this Nix takes a work tree that git calls clean out of git's last commit, and any other as it stands: all before 2.20 do (`git archive`), and
 * Lix, which has parted from Nix at 2.18 and counts from 2.90. Later ones take what is there, but not again as long as git sees no change.
 */
export function readsCommits(nixVersion: string): boolean {
  const [major = 0, minor = 0] = nixVersion.split(".").map((part) => Number.parseInt(part, 10));
  return major < 2 || (major === 2 && (minor < 20 || minor >= 90));
}

export interface GitRules {
  /** Absolute paths of what tells git how to treat files, there or not. */
  readonly files: readonly string[];
  /** What lets a file differ without git saying so; undefined where nothing does. */
  readonly differ: string | undefined;
}

export interface GitRulesRequest {
  readonly repository: Repository;
  /** Relative to the work tree. */
  readonly files: readonly string[];
  /** Of which names were read. */
  readonly folders: readonly string[];
  readonly env: Variables;
  readonly readsCommits: boolean;
}

/** How git treats what was read. Starts git only where it matters. */
export async function gitRules(request: GitRulesRequest): Promise<GitRules> {
  // `text` and `eol=lf` take carriage returns away, and do nothing else.
  const hasReturns = (path: string) => readIfThere(join(request.repository.workTree, path))?.includes(13) === true;
  if (request.readsCommits) return await commitRules(request, hasReturns);
  const attributes = attributesFiles(request);
  const matter = attributes.map(rulesIn).some((text) => CONVERTS.test(text) || TRIMS.test(text));
  return { files: attributes, differ: matter ? await conversionOf(request, hasReturns) : undefined };
}

/** Where a tree may be taken out of git, settings count as well, and names that attributes leave out. */
async function commitRules(request: GitRulesRequest, hasReturns: (path: string) => boolean): Promise<GitRules> {
  const { repository, files, env } = request;
  const said = await git(request, ["config", "--list", "--null", "--show-origin", "--includes"]);
  if (said === undefined) return { files: [], differ: "its settings cannot be read" };
  const settings = said.filter((_, i) => i % 2 === 1).map((each) => each.split("\n") as [string, string?]);
  const origins = said.filter((_, i) => i % 2 === 0).flatMap((each) => /^file:(.*)$/s.exec(each)?.[1] ?? []);
  const home = env.HOME ?? "/";
  const named = settings.filter(([key]) => key === "core.attributesfile").map(([, file = ""]) => resolve(home, file.replace(/^~\//, "")));
  const attributes = [...attributesFiles(request), ...named];
  const texts = attributes.map(rulesIn);
  const trimmed = texts.some((text) => TRIMS.test(text)) ? files.find(hasReturns) : undefined;
  return {
    files: [
      ...new Set([
        ...attributes,
        ...origins.map((file) => resolve(repository.workTree, file)),
        ...[join(home, ".gitconfig"), join(env.XDG_CONFIG_HOME || join(home, ".config"), "git/config"), "/etc/gitconfig"],
      ]),
    ],
    differ:
      settings.map((setting) => harmOf(setting, repository)).find((harm) => harm !== undefined) ??
      (texts.some((text) => CONVERTS.test(text)) ? ".gitattributes" : undefined) ??
      (trimmed === undefined ? undefined : `line ends in ${trimmed}`),
  };
}

function attributesFiles({ repository: { workTree, gitFolder }, files, folders, env }: GitRulesRequest): string[] {
  const inTree = ["", ...foldersAbove([...files, ...folders]), ...folders].map((folder) => join(workTree, folder, ".gitattributes"));
  const configHome = env.XDG_CONFIG_HOME || join(env.HOME ?? "/", ".config");
  return [...new Set(inTree), join(commonFolder(gitFolder), "info/attributes"), join(configHome, "git/attributes"), "/etc/gitattributes"];
}

/** Without comments. */
function rulesIn(file: string): string {
  return (readIfThere(file)?.toString() ?? "").replaceAll(/^\s*#.*$/gm, "");
}

const CONVERTS = /\b(ident|filter|working-tree-encoding|export-ignore|export-subst|eol=crlf|crlf)\b/;
const TRIMS = /\b(text|eol)\b/;

/** Of the files that were read. Names do not depend on attributes here. */
async function conversionOf(request: GitRulesRequest, hasReturns: (path: string) => boolean): Promise<string | undefined> {
  const { files } = request;
  const said = await git(request, ["check-attr", "--stdin", "-z", ...ATTRIBUTES], `${files.join("\0")}\0`);
  if (said === undefined) return ".gitattributes";
  for (let i = 0; i + 2 < said.length; i += 3) {
    const [path = "", attribute = "", value = ""] = said.slice(i, i + 3);
    const trims = attribute === "text" || value === "lf";
    if (value !== "unspecified" && value !== "unset" && (!trims || hasReturns(path))) return `.gitattributes for ${path}`;
  }
  return undefined;
}

const ATTRIBUTES = ["text", "eol", "ident", "filter", "working-tree-encoding"];

/** @returns fields; undefined where git fails */
async function git({ repository, env }: GitRulesRequest, args: readonly string[], input = ""): Promise<string[] | undefined> {
  const { execa } = await import("execa");
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !GIT_VARIABLES.includes(name)));
  const said = await execa("git", ["-C", repository.workTree, ...args], { env: own, extendEnv: false, reject: false, input });
  return said.failed ? undefined : said.stdout.split("\0");
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

const NO = ["false", "no", "off", "0"];
const YES = ["true", "yes", "on", "1"];

/** Settings that matter, with the values that change nothing here. */
const HARMLESS = new Map([
  ["core.autocrlf", NO],
  ["core.eol", ["lf", "native"]],
  ["core.filemode", YES],
  ["core.symlinks", YES],
  ["core.ignorestat", NO],
  ["core.sparsecheckout", NO],
  ["core.worktree", []],
]);

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
