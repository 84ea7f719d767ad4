import { EXIT } from "@nix-repo/model";
import { affectedJson, affectedLine, decideColour, paletteOf, renderWhy } from "@nix-repo/reporters";
import { findAffected } from "../affected/find-affected.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

/** `repo affected`: names on stdout, one a line, for whatever comes behind a pipe; what they were compared with on stderr. */
export async function listAffected({
  flags,
  context: { io },
}: {
  flags: GlobalFlags & { readonly base: string | undefined; readonly why: boolean; readonly json: boolean };
  context: RepoContext;
}): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const affected = await findAffected(session.value, { base: flags.base });
  if (!affected.ok) return await refuseIn(session.value, affected.error);
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(affectedJson(affected.value), undefined, 2)}\n`);
    return EXIT.ok;
  }
  const { services } = affected.value;
  const palette = paletteOf(decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true }));
  io.stderr.write(`${affectedLine(affected.value, session.value.workspace.serviceNames.length)}\n`);
  const lines = flags.why ? renderWhy(affected.value, { palette }) : services.map(({ name }) => name);
  if (lines.length > 0) io.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}
