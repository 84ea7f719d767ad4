import { isAbsolute, resolve } from "node:path";
import type { EnvFiles } from "./environment.ts";
import { interpolateNodes } from "./interpolate-nodes.ts";
import type { MapNode, Scope, Source } from "./node.ts";
import { parseDocuments } from "./parse-documents.ts";
import type { Reading } from "./reading.ts";

/** What is shared by all files of one reading. */
export interface Loading {
  readonly reading: Reading;
  readonly envFiles: EnvFiles;
  /** The files that are being included, the outermost first. */
  readonly including: readonly string[];
  /** The interpolated documents of files, by the scope that they are read in. */
  readonly documents: Map<Source, readonly MapNode[]>;
}

/** The documents of a file with variables put in. */
export function documentsOf(source: Source, { reading, documents }: Loading): readonly MapNode[] {
  const known = documents.get(source);
  if (known !== undefined) return known;
  reading.files.add(source.file);
  const maps = parseDocuments(source, reading).flatMap((node) => {
    const interpolated = interpolateNodes(node, source.scope.variables, reading);
    if (interpolated.kind === "map") return [interpolated];
    if (!reading.exhausted) reading.wrong({ origin: node.origin, message: 'expected a mapping with "services"' });
    return [];
  });
  documents.set(source, maps);
  return maps;
}

export function pathFrom(scope: Scope, path: string): string {
  return isAbsolute(path) ? resolve(path) : resolve(scope.folder, path);
}

/** Compose fetches such paths; they are no files of this machine. */
export function isRemote(path: string): boolean {
  return /^(?:https?|git|ssh|oci):|^git@|^github\.com\//i.test(path);
}
