import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A service with ten small files and one task, `build`, which reads them and writes `dist/out.txt`. */
export interface KeptService {
  readonly name: string;
  /** Relative to the workspace's root. */
  readonly folder: string;
  /** Names of the services whose `build` comes before its own: a tree, each with up to two others that wait for it. */
  readonly dependsOn: readonly string[];
}

/** What every tool runs for a service, in its folder: the shell's own words, and two programs that every machine has. */
export const BUILD = "mkdir -p dist && cat src/* > dist/out.txt";

/** The files that a task reads and writes, for the tools that want to be told: relative to the service's folder. */
export const INPUTS = "src/**";
export const OUTPUTS = "dist/**";

/** Writes the services' files; the configuration is up to the tool. Without git as yet: `commitAll` follows. */
export function generateKeptServices(root: string, count: number): KeptService[] {
  const names = Array.from({ length: count }, (_, index) => `service-${String(index).padStart(4, "0")}`);
  return names.map((name, index) => {
    const folder = `services/${name}`;
    mkdirSync(join(root, folder, "src"), { recursive: true });
    for (let file = 0; file < FILES; file += 1) {
      writeFileSync(join(root, folder, "src", `file-${file}.txt`), `file ${file} of ${name}\n`.repeat(20));
    }
    return { name, folder, dependsOn: index === 0 ? [] : [names[(index - 1) >> 1] ?? ""] };
  });
}

/** Files that belong to no service, 100 to a folder. */
export function generateUnrelated(root: string, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const folder = join(root, "elsewhere", `part-${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${index}.txt`), `file ${index}\n`.repeat(20));
  }
}

/** Makes a git repository of it with one commit; what tools write is ignored. */
export function commitAll(root: string): void {
  writeFileSync(join(root, ".gitignore"), "dist/\nnode_modules/\n.cache/\n.turbo/\n.nx/\n.wireit/\n.repo/\n.moon/cache/\n");
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "ignore" });
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0", "commit", "--quiet", "-m", "all of it");
}

const FILES = 10;
