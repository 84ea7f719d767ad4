import { isAbsolute, resolve } from "node:path";
import { interpolateNodes } from "./interpolate-nodes.ts";
import type { MapNode, Scope, Source } from "./node.ts";
import { parseDocuments } from "./parse-documents.ts";
import type { Reading } from "./reading.ts";
import { serviceOf } from "./service.ts";
import { Value } from "./value.ts";

/** What is shared by all files of one reading. */
export interface Loading {
  readonly reading: Reading;
  /** The files that are being included, the outermost first. */
  readonly including: readonly string[];
  /** The interpolated documents of files, by the scope that they are read in. */
  readonly documents: Map<Source, readonly MapNode[]>;
}

/** The documents of a file with variables put in, and looked at for mistakes of form. */
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
  if (!reading.exhausted) for (const map of maps) checkForm(map, reading);
  documents.set(source, maps);
  return maps;
}

/** Mistakes in what a later file replaces are mistakes too: compose does not take such a file. */
function checkForm(document: MapNode, reading: Reading): void {
  const root = new Value({ node: document, path: "", key: document.origin, reading });
  const services = root.get("services");
  if (services !== undefined && !services.isMap) services.wrong("a mapping from names to services");
  for (const [name, service] of services?.entries() ?? []) {
    if (!SERVICE_NAME.test(name)) {
      const message = `expected the name of a service out of letters, digits, ".", "_" and "-", got ${JSON.stringify(name)}`;
      reading.wrong({ origin: service.key, path: service.path, message });
    }
    if (!service.isMap) service.wrong("a mapping");
    else serviceOf(name, service, { files: undefined, active: [] });
  }
}

const SERVICE_NAME = /^[a-zA-Z0-9._-]+$/;

export function pathFrom(scope: Scope, path: string): string {
  return isAbsolute(path) ? resolve(path) : resolve(scope.folder, path);
}

/** Compose fetches such paths; they are no files of this machine. */
export function isRemote(path: string): boolean {
  return /^(?:https?|git|ssh|oci):|^git@|^github\.com\//i.test(path);
}
