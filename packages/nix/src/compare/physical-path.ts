import { realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** A path without symlinks, also of what is not there. */
export function physicalPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : join(physicalPath(above), path.slice(above.length));
  }
}
