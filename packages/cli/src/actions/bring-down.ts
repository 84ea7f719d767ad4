import { EXIT } from "@nix-repo/model";
import { endOrphans, findOrphans } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { unitsFolder } from "../up/may-start.ts";

/** `repo down`. */
export async function bringDown({
  flags,
  context: { io },
}: {
  flags: GlobalFlags & { readonly json: boolean };
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const folder = unitsFolder(session.value);
  const orphans = findOrphans(folder);
  const units = [...new Set(orphans.map(({ unit }) => unit))];
  if (orphans.length > 0) await endOrphans(folder, { graceMs: 10_000 });
  const left = findOrphans(folder).length;
  if (flags.json) io.stdout.write(`${JSON.stringify({ version: 1, kind: "down", ended: units, left }, undefined, 2)}\n`);
  else io.stdout.write(units.length === 0 ? "nothing was left running\n" : `ended what was left: ${units.join(", ")}\n`);
  return left > 0 ? EXIT.failed : EXIT.ok;
}
