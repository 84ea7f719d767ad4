import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "@nix-repo/model";
import { dotnetManifest } from "./dotnet-manifest.ts";
import { flutterManifest } from "./flutter-manifest.ts";
import { goManifest } from "./go-manifest.ts";
import type { Manifest, ManifestReader, WorkspaceLayout } from "./manifest.ts";
import { nodeManifest } from "./node-manifest.ts";
import { pythonManifest } from "./python-manifest.ts";
import { rustManifest } from "./rust-manifest.ts";

/** What the manifests of one folder say. */
export interface FolderManifests {
  readonly manifests: readonly Manifest[];
  /** The workspaces that are laid out here. */
  readonly layouts: readonly WorkspaceLayout[];
  readonly unreadable: readonly UnreadableManifest[];
}

export interface UnreadableManifest {
  /** Absolute path. */
  readonly file: string;
  /** One line. */
  readonly message: string;
}

/** Reads the manifests that lie in a folder itself, not below it. A folder that is not there has none. */
export async function readManifestDependencies(folder: string): Promise<FolderManifests> {
  const manifests: Manifest[] = [];
  const layouts: WorkspaceLayout[] = [];
  const unreadable: UnreadableManifest[] = [];
  for (const name of namesIn(folder)) {
    for (const reader of READERS) {
      const isManifest = reader.isManifest(name);
      const isLayout = reader.isLayout(name);
      if (!isManifest && !isLayout) continue;
      const file = join(folder, name);
      try {
        const text = readFileSync(file, "utf8");
        const { ecosystem } = reader;
        if (isManifest) manifests.push({ ecosystem, file, ...(await reader.readManifest(text, file)) });
        const layout = isLayout ? await reader.readLayout(text, file) : undefined;
        if (layout !== undefined) layouts.push({ ...NOTHING_SAID, ecosystem, file, ...layout });
      } catch (error) {
        unreadable.push({ file, message: messageOf(error).split("\n")[0] ?? "" });
      }
    }
  }
  return { manifests, layouts, unreadable };
}

const READERS: readonly ManifestReader[] = [goManifest, rustManifest, nodeManifest, dotnetManifest, pythonManifest, flutterManifest];

const NOTHING_SAID = { leftOut: [], takesAllBelow: false, inherited: new Map<string, string>(), replacements: new Map<string, string>() };

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
