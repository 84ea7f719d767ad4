import type { Session } from "../open-session.ts";

/**
 * Starts over as a new process in our place, with the same arguments: a registry and what it imports are modules, which no runtime evaluates twice.
 * Returns where the registry or an override is not valid now, which is said; who watches goes on with what was valid.
 */
export async function becomeAgain({ io, workspace }: Session): Promise<void> {
  const { execa } = await import("execa");
  // The executable is its own program; under Node the bundle is an argument.
  const own = process.versions.bun === undefined ? [process.argv[1] ?? ""] : [];
  const checked = await execa(process.execPath, [...own, "-C", workspace.root, "config", "validate"], { reject: false });
  if (checked.exitCode !== 0) {
    io.stderr.write(`${checked.stderr}\nrepo: going on with the definitions from before\n`);
    return;
  }
  process.execve?.(process.execPath, [process.execPath, ...own, ...process.argv.slice(2)], process.env);
}
