import { basename } from "node:path";
import type { VerbSource } from "@nix-repo/model";
import { displayPlace } from "./display-path.ts";

/** Where a definition stands: `code/client/web/justfile:12`, `code/client/web/Dockerfile`, or `stack node`. */
export function sourceText(source: VerbSource, root: string | undefined): string {
  return source.kind === "stack" ? `stack ${source.stack}` : displayPlace(source.place, root);
}

/** The same in one word, where the folder is known from elsewhere: `justfile`, `registry`, `node`. */
export function sourceLabel(source: VerbSource): string {
  switch (source.kind) {
    case "override":
    case "delegate":
    case "image":
      return basename(source.place.file);
    case "registry":
      return "registry";
    case "stack":
      return source.stack;
  }
}
