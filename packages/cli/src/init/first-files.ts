import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type FileChange,
  type FlakeShell,
  type FoundService,
  type ProposedRegistry,
  renderFlake,
  renderRegistry,
  runners,
  shellPackages,
  unifiedDiff,
  wayFrom,
  withIgnored,
} from "@nix-repo/scaffold";
import type { Seen } from "./open-repository.ts";

export const REGISTRY = "services.config.ts";

/** What a repository gets that has no registry yet. */
export function firstFiles(seen: Seen, { registry }: ProposedRegistry): FileChange[] {
  const { tree, shells, repository } = seen;
  const changes: FileChange[] = [];
  if (shells.kind === "no-flake") changes.push(created("flake.nix", flakeOf(seen, registry.root), seen));
  changes.push(created(REGISTRY, renderRegistry(registry, HEAD), seen));
  if (repository !== undefined || tree.names(".").has(".gitignore")) changes.push(...ignoring(seen));
  return changes;
}

const HEAD = [
  "The services of this repository, and what can be run in them: `repo list` shows them, `repo config validate` checks this file.",
];

function flakeOf({ root, tree, detection: { services } }: Seen, codeRoot: string | undefined): string {
  const shells = services
    .filter(({ besides }) => !besides.hasShells)
    .map((service): FlakeShell => ({ name: shellName(service, codeRoot), packages: shellPackages(service, tree) }));
  const common = ["git", ...runners([...tree.names(".")])];
  return renderFlake({ description: `${basename(root)}: the tools of its services`, common, shells });
}

/** As the rule has it that finds a service's devShell where its entry names none. */
function shellName({ folder, name }: FoundService, codeRoot: string | undefined): string {
  return folder === "." ? name : wayFrom(codeRoot ?? ".", folder).replaceAll("/", "-");
}

function created(name: string, content: string, seen: Seen): FileChange {
  const path = inTop(name, seen);
  return { kind: "create", path, content, diff: unifiedDiff({ path, before: undefined, after: content }) };
}

/** `.repo` ignores itself; the line tells people. A file whose bytes are no text stays as it is. */
function ignoring(seen: Seen): FileChange[] {
  const path = inTop(".gitignore", seen);
  const bytes = bytesOf(join(seen.root, ".gitignore"));
  const before = bytes?.toString();
  if (bytes !== undefined && !bytes.equals(Buffer.from(before ?? ""))) return [];
  const content = withIgnored(before, ".repo");
  if (content === before) return [{ kind: "unchanged", path }];
  return [{ kind: before === undefined ? "create" : "update", path, content, diff: unifiedDiff({ path, before, after: content }) }];
}

function inTop(name: string, { folder }: Seen): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function bytesOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
