import { documentsOf, type Loading } from "./documents.ts";
import { extendServices } from "./extends.ts";
import { includeProjects } from "./include.ts";
import { merge, settled } from "./merge.ts";
import { type MapNode, type Node, type Scope, sizeOf } from "./node.ts";
import { MAX_VALUES } from "./reading.ts";

export interface Project {
  /** Absolute, in the order in which they are merged. */
  readonly files: readonly string[];
  readonly scope: Scope;
}

/** Reads the files of a project, resolves what they extend and include, and merges them. @returns undefined where they hold nothing */
export function loadProject({ files, scope }: Project, loading: Loading): MapNode | undefined {
  const { reading } = loading;
  let merged: MapNode | undefined;
  for (const file of files) {
    const source = reading.source(file, scope);
    if (source === undefined) continue;
    for (const document of documentsOf(source, loading)) {
      const extended = extendServices(document, loading);
      const whole = includeProjects(extended, {
        scope,
        loading: { ...loading, including: [...loading.including, file] },
        load: loadProject,
      });
      if (reading.exhausted) return undefined;
      const next: Node = merged === undefined ? whole : merge({ base: merged, over: whole, path: [], reading });
      merged = next.kind === "map" ? next : merged;
    }
  }
  if (merged === undefined || reading.exhausted) return undefined;
  if (sizeOf(merged) > MAX_VALUES) {
    reading.wrong({ origin: merged.origin, message: `expected at most ${MAX_VALUES} values, with all that is included and extended` });
    reading.exhausted = true;
    return undefined;
  }
  return settled(merged) as MapNode;
}
