import type { Variables } from "@nix-repo/model";
import { OVERLAY_PREFIX } from "./hook-script.ts";

/**
 * The variables that are to stand above a devShell, packed so that they pass through the bash that loads it: a script sets them in the end.
 * They travel in the environment and not as arguments, which everybody on the machine can read.
 */
export function packOverlay(overlay: Variables): Record<string, string> {
  const packed: Record<string, string> = {};
  let index = 0;
  for (const [name, value] of Object.entries(overlay)) {
    // A name that bash cannot hold is passed on by it as it is, and no devShell can have it.
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) packed[`${OVERLAY_PREFIX}${index++}`] = `${name}=${value}`;
    else packed[name] = value;
  }
  return packed;
}
