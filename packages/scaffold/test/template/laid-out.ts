import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hybridTemplate, TEMPLATE_SERVICES, type TemplateStack, type WrittenFile } from "@nix-repo/scaffold";
import { type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";

export const ALL_STACKS: readonly TemplateStack[] = TEMPLATE_SERVICES.map(({ stack }) => stack);

/** What the template lays out for the repository `shop`. */
export async function laidOut(stacks: readonly TemplateStack[] = ALL_STACKS): Promise<readonly WrittenFile[]> {
  return await hybridTemplate({
    folderName: "shop",
    stacks,
    workflows: { base: "main", shards: 4, folder: "", flake: ".", repoComesFrom: { kind: "unknown" }, hasSubmodules: false },
  });
}

/** The content of one of the files. */
export function contentOf(files: readonly WrittenFile[], path: string): string {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`the template has no ${path}`);
  return found.content;
}

/** The files on disk, for tools that read them there. */
export function onDisk(files: readonly WrittenFile[]): TemporaryFolder {
  const folder = temporaryFolder();
  for (const { path, content, executable = false } of files) {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (executable) chmodSync(file, 0o755);
  }
  return folder;
}
