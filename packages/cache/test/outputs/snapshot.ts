import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** All that is below a folder: kinds, permissions, content, by path. */
export function snapshot(folder: string, { except = [] }: { except?: readonly string[] } = {}): Record<string, string> {
  const taken: Record<string, string> = {};
  const visit = (path: string) => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inside = path === "" ? name : `${path}/${name}`;
      if (except.includes(inside)) continue;
      const stat = lstatSync(join(folder, inside));
      const mode = (stat.mode & 0o7777).toString(8);
      if (stat.isDirectory()) {
        taken[`${inside}/`] = mode;
        visit(inside);
      } else if (stat.isSymbolicLink()) taken[inside] = `-> ${readlinkSync(join(folder, inside))}`;
      else if (stat.isFile()) taken[inside] = `${mode} ${readFileSync(join(folder, inside), "base64")}`;
      else taken[inside] = "other";
    }
  };
  visit("");
  return taken;
}
