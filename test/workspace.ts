import { type FileContent, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";

/** A registry in JSON, as a value. */
export interface Registry {
  readonly services: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A temporary workspace: a registry in JSON, an (empty) folder for each service, and whatever files are given. */
export function workspaceOf(registry: Registry, files: Readonly<Record<string, FileContent>> = {}): TemporaryFolder {
  const folder = temporaryFolder(files);
  const root = typeof registry.root === "string" ? `${registry.root}/` : "";
  for (const service of Object.values(registry.services)) folder.write({ [`${root}${(service as { path: string }).path}/.keep`]: "" });
  folder.write({ "services.config.json": JSON.stringify(registry, undefined, 2) });
  return folder;
}

/** Arguments that select the host provider: for what does not depend on where the tools come from. */
export const ON_HOST = ["--provider", "host"] as const;

/** A text with every duration that stands as a column of its own replaced, blanks behind it included. */
export function withoutDurations(text: string): string {
  return text
    .replaceAll(/(?<= {3})(\d+ms|\d+(\.\d)?s|\d+m \d\ds)(?= *$| {3,})( (?= *\S* {3}))*/gm, "TIME")
    .replaceAll(/TIME {3,}/g, "TIME   ");
}
