import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gitAt, listFiles, type Repository } from "@nix-repo/git";
import { err, type Failure, ok, type Result, type Variables } from "@nix-repo/model";
import { type FileTree, fileTree, isLeftAlone } from "@nix-repo/scaffold";

/** The files below a workspace's root: git's list, or where there is no repository what a walk finds. */
export async function listRepository(
  root: string,
  { repository, env }: { repository: Repository | undefined; env: Variables },
): Promise<Result<FileTree>> {
  const paths = repository === undefined ? walk(root, env.HOME) : await listFiles(gitAt({ folder: root, env }));
  if (!paths.ok) return paths;
  return ok(fileTree({ paths: paths.value, read: (path) => readText(join(root, path)) }));
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Links are not followed, and folders that cannot be read are passed by. */
function walk(root: string, home: string | undefined): Result<readonly string[]> {
  if (root === "/" || root === home) return err(noRepository(root));
  const paths: string[] = [];
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) paths.push(path);
      else if (entry.isDirectory() && !isLeftAlone(path) && !BUILT.has(entry.name)) open.push(path);
    }
    if (paths.length > MOST_FILES) return err(noRepository(root));
  }
  return ok(paths);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** What git would ignore in most repositories. */
const BUILT = new Set(["target", "dist", "build", "out", "obj", "coverage", "result"]);

/** A walk through more would take long, and what it finds would hardly be one repository. */
const MOST_FILES = 200_000;

function noRepository(folder: string): Failure {
  return {
    code: "usage",
    message: `init looks through a whole repository, and ${folder} does not look like one`,
    hint: "repo init -C FOLDER, or git init in it first",
  };
}
