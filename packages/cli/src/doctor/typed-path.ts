import { displayPath } from "@nix-repo/reporters";
import { shellWord } from "@nix-repo/scaffold";

/** A path as somebody would type it into a shell who stands in a folder: relative where it lies below. */
export function typedPath(path: string, from: string): string {
  return shellWord(displayPath(path, from));
}
