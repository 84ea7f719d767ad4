import { isAbsolute, relative, sep } from "node:path";
import type { Place } from "@nix-repo/model";

/** A path as people read it: relative to `base` where it lies inside, else absolute. */
export function displayPath(path: string, base: string | undefined): string {
  if (base === undefined || !isAbsolute(path)) return path;
  const inside = relative(base, path);
  if (inside === "") return ".";
  return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? path : inside;
}

/** `services.config.ts:14:19`, the form that editors and terminals open. */
export function displayPlace(place: Place, base: string | undefined): string {
  const parts = [displayPath(place.file, base)];
  if (place.line !== undefined) {
    parts.push(String(place.line));
    if (place.column !== undefined) parts.push(String(place.column));
  }
  return parts.join(":");
}
