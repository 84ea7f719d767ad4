import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A file's content; `mode` where it is to be executable. */
export type FileContent = string | { readonly content: string; readonly mode: number };

/** A folder that is removed with `using`. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  write(files: Readonly<Record<string, FileContent>>): void;
  /** Makes it a git repository (once) and adds everything, since a flake in git sees tracked files alone. */
  track(): void;
}

export function temporaryFolder(files: Readonly<Record<string, FileContent>> = {}, { name = "repo-test-" } = {}): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), name)));
  const folder: TemporaryFolder = {
    path,
    write(added) {
      for (const [file, content] of Object.entries(added)) {
        const target = join(path, file);
        mkdirSync(dirname(target), { recursive: true });
        if (typeof content === "string") writeFileSync(target, content);
        else writeFileSync(target, content.content, { mode: content.mode });
      }
    },
    track() {
      git(path, "init", "--quiet", "--initial-branch=main");
      git(path, "add", "--all");
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
  folder.write(files);
  return folder;
}

/** Runs git in a folder, deaf to the developer's own configuration. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = {
    GIT_AUTHOR_NAME: "test",
    GIT_AUTHOR_EMAIL: "test@localhost",
    GIT_COMMITTER_NAME: "test",
    GIT_COMMITTER_EMAIL: "test@localhost",
  };
  return execFileSync("git", ["-C", folder, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}
