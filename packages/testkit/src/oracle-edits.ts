import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OracleContext, OracleEdit } from "./oracle-edit.ts";
import type { OracleFlake } from "./oracle-flake.ts";
import { gitEdits, hidingEdits } from "./oracle-git-edits.ts";
import type { OracleRepository } from "./oracle-repository.ts";

/** Does something to the repository, and says what. */
export function drawEdit(context: OracleContext): string {
  const { flake, repository } = context;
  const edits = [
    ...fileEdits,
    ...settingEdits,
    ...(flake.hasInputs ? inputEdits : []),
    ...(repository.isGit ? gitEdits : []),
    ...(flake.gitHides ? hidingEdits : []),
  ];
  for (;;) {
    const done = context.random.pickWeighted(edits)?.apply(context);
    if (done !== undefined) return done;
  }
}

/** Brings back what the flake needs, after an edit that broke it: what is missing, or all of it as it was at first. */
export function repair(context: OracleContext, how: "missing" | "all"): string {
  const { flake, repository, settings } = context;
  if (how === "all") {
    settings.flags = [];
    for (const path of Object.keys(flake.additions)) {
      if (repository.kindOf(path) !== "absent") execFileSync("rm", ["-r", join(repository.root, path)]);
    }
  }
  for (const [path, entry] of Object.entries(flake.entries)) {
    if (how === "missing" && repository.kindOf(path) !== "absent") continue;
    if (clearWay(repository, path)) repository.put(path, entry);
  }
  if (repository.isGit) repository.tryGit("add", "--all");
  if (how === "all" && flake.hasInputs) context.relock();
  return `repair ${how}`;
}

const fileEdits: readonly OracleEdit[] = [
  { weight: 14, apply: (context) => changeContent(context, readFile(context), "write") },
  { weight: 5, apply: (context) => changeContent(context, readFile(context), "replace") },
  { weight: 4, apply: (context) => changeContent(context, readFile(context), "keep time") },
  { weight: 8, apply: (context) => changeContent(context, otherFile(context), "write") },
  { weight: 3, apply: (context) => changeContent(context, context.random.pick(context.repository.untracked()), "write") },
  { weight: 3, apply: addComment },
  { weight: 8, apply: (context) => add(context, context.random.pick(Object.keys(context.flake.additions))) },
  { weight: 4, apply: (context) => add(context, `${context.random.pick(PLACES)}/new-${context.random.below(4)}.txt`) },
  { weight: 6, apply: removeAddition },
  { weight: 2, apply: (context) => remove(context, context.random.pick(context.repository.paths())) },
  { weight: 4, apply: rename },
  { weight: 5, apply: toggleExecutable },
  { weight: 8, apply: retarget },
  { weight: 2, apply: replaceByFolder },
  { weight: 2, apply: replaceBySymlink },
  { weight: 2, apply: toggleEmptyFolder },
  { weight: 3, apply: touch },
  { weight: 4, apply: rewrite },
  { weight: 2, apply: changeFolderMode },
];

const PLACES = ["src", "services", "docs", "services/api"];

const settingEdits: readonly OracleEdit[] = [
  {
    weight: 2,
    apply({ settings, random }) {
      settings.nixConfig = random.pick([undefined, "warn-dirty = false", "# nothing"]);
      return `NIX_CONFIG=${settings.nixConfig}`;
    },
  },
  {
    weight: 3,
    apply({ settings, flake, random }) {
      if (flake.flags.length === 0) return undefined;
      settings.flags = settings.flags.length > 0 ? [] : (random.pick(flake.flags) ?? []);
      return `flags: ${settings.flags.join(" ")}`;
    },
  },
  {
    weight: 2,
    apply({ settings, flake, random }) {
      if (flake.flags.length === 0) return undefined;
      settings.variable = `value-${random.below(3)}`;
      return `ORACLE=${settings.variable}`;
    },
  },
];

const inputEdits: readonly OracleEdit[] = [
  {
    weight: 6,
    apply(context) {
      context.relock();
      return "flake.lock written anew";
    },
  },
];

/** A file that the flake reads, or may have begun to read. */
export function readFile({ flake, repository, random }: OracleContext): string | undefined {
  return random.pick([...flake.reads, ...Object.keys(flake.additions)].filter((path) => isFile(repository, path)));
}

/** A file that it did not read at first. */
function otherFile({ flake, repository, random }: OracleContext): string | undefined {
  return random.pick(repository.paths().filter((path) => !flake.reads.includes(path) && isFile(repository, path)));
}

function otherPaths(repository: OracleRepository, flake: OracleFlake): readonly string[] {
  return repository.paths().filter((path) => !flake.reads.includes(path) && path !== "flake.lock");
}

function isFile(repository: OracleRepository, path: string): boolean {
  return ["file", "executable"].includes(repository.kindOf(path));
}

/** The size stays: the number has four digits, and few values, so that former states come back. */
function changeContent({ repository, random }: OracleContext, path: string | undefined, how: "write" | "replace" | "keep time") {
  if (path === undefined || !isFile(repository, path)) return undefined;
  const file = join(repository.root, path);
  const text = readFileSync(file, "utf8");
  const changed = text.replace(/v10\d\d/, `v100${random.below(4)}`);
  if (changed === text) return undefined;
  const time = `${file}.time`;
  if (how === "keep time") execFileSync("touch", ["-r", file, time]);
  if (how === "replace") {
    const mode = statSync(file).mode;
    writeFileSync(`${file}.tmp`, changed, { mode });
    renameSync(`${file}.tmp`, file);
  } else writeFileSync(file, changed);
  if (how === "keep time") {
    execFileSync("touch", ["-r", time, file]);
    execFileSync("rm", [time]);
  }
  return `change ${path} (${how}): ${/v10\d\d/.exec(changed)}`;
}

function addComment({ flake, repository, random }: OracleContext): string | undefined {
  const path = random.pick(flake.reads.filter((path) => path.endsWith(".nix") && isFile(repository, path)));
  if (path === undefined) return undefined;
  const file = join(repository.root, path);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.endsWith("# comment\n") ? text.slice(0, -"# comment\n".length) : `${text}# comment\n`);
  return `comment in ${path}`;
}

function add({ flake, repository }: OracleContext, path: string | undefined): string | undefined {
  if (path === undefined || repository.kindOf(path) !== "absent" || !clearWay(repository, path)) return undefined;
  repository.put(path, flake.additions[path] ?? "v1000\n");
  return `add ${path}`;
}

/** Whether nothing but folders stands above a path. */
function clearWay(repository: OracleRepository, path: string): boolean {
  const above = path.split("/").slice(0, -1);
  return above.every((_, depth) => ["folder", "absent"].includes(repository.kindOf(above.slice(0, depth + 1).join("/"))));
}

function removeAddition(context: OracleContext): string | undefined {
  const { flake, repository, random } = context;
  return remove(context, random.pick(repository.paths().filter((path) => !(path in flake.entries))));
}

function remove({ repository }: OracleContext, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  execFileSync("rm", [join(repository.root, path)]);
  return `remove ${path}`;
}

function rename({ flake, repository, random }: OracleContext): string | undefined {
  const from = random.pick(otherPaths(repository, flake));
  const to = random.pick([
    ...Object.keys(flake.additions),
    `src/renamed-${random.below(3)}.txt`,
    `services/renamed-${random.below(3)}.nix`,
  ]);
  if (from === undefined || to === undefined || repository.kindOf(to) !== "absent" || !clearWay(repository, to)) return undefined;
  execFileSync("mkdir", ["-p", join(repository.root, to, "..")]);
  if (repository.isGit && random.chance(0.5) && repository.tryGit("mv", from, to)) return `git mv ${from} ${to}`;
  renameSync(join(repository.root, from), join(repository.root, to));
  return `mv ${from} ${to}`;
}

function toggleExecutable(context: OracleContext): string | undefined {
  const { repository, random } = context;
  const path = random.chance(0.6) ? readFile(context) : otherFile(context);
  if (path === undefined || path.startsWith("../")) return undefined;
  const file = join(repository.root, path);
  chmodSync(file, repository.kindOf(path) === "executable" ? 0o644 : 0o755);
  return `chmod ${path}: ${repository.kindOf(path)}`;
}

function retarget({ flake, repository, random }: OracleContext): string | undefined {
  const path = random.pick(Object.keys(flake.targets));
  const target = random.pick(flake.targets[path ?? ""] ?? []);
  if (path === undefined || target === undefined || repository.kindOf(path) === "folder") return undefined;
  repository.put(path, { target });
  return `symlink ${path} -> ${target}`;
}

function replaceByFolder({ flake, repository, random }: OracleContext): string | undefined {
  const path = random.pick(otherPaths(repository, flake).filter((path) => repository.kindOf(path) === "file"));
  if (path === undefined) return undefined;
  repository.put(path, "");
  execFileSync("rm", [join(repository.root, path)]);
  repository.put(`${path}/inner.txt`, "v1000\n");
  return `replace ${path} by a folder`;
}

function replaceBySymlink({ flake, repository, random }: OracleContext): string | undefined {
  const path = random.pick(otherPaths(repository, flake));
  if (path === undefined) return undefined;
  repository.put(path, { target: random.pick(["flake.nix", "nowhere"]) ?? "" });
  return `replace ${path} by a symlink`;
}

/** Git knows nothing of empty folders; a flake without git does. */
function toggleEmptyFolder({ repository, random }: OracleContext): string | undefined {
  const path = random.pick(["services/empty", "config/extra", "config/gone", "shells/empty", "scripts/empty"]) ?? "";
  if (repository.kindOf(path) === "absent" && clearWay(repository, path)) execFileSync("mkdir", ["-p", join(repository.root, path)]);
  else if (repository.kindOf(path) === "folder") execFileSync("rm", ["-r", join(repository.root, path)]);
  else return undefined;
  return `empty folder ${path}: ${repository.kindOf(path)}`;
}

function touch(context: OracleContext): string | undefined {
  const path = readFile(context);
  if (path === undefined) return undefined;
  const time = context.random.chance(0.5) ? new Date() : new Date(Date.UTC(2020, 0, 1 + context.random.below(300)));
  utimesSync(join(context.repository.root, path), time, time);
  return `touch ${path}`;
}

function rewrite(context: OracleContext): string | undefined {
  const path = readFile(context);
  if (path === undefined) return undefined;
  const file = join(context.repository.root, path);
  writeFileSync(file, readFileSync(file));
  return `rewrite ${path} with the same content`;
}

function changeFolderMode({ repository, random }: OracleContext): string | undefined {
  const path = random.pick(repository.folders());
  if (path === undefined || !existsSync(join(repository.root, path))) return undefined;
  chmodSync(join(repository.root, path), random.pick([0o700, 0o755, 0o775]) ?? 0o755);
  return `chmod folder ${path}`;
}
