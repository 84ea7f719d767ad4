import { type Affected, err, ok, type Result } from "@nix-repo/model";
import { affectedLine, stagedLine } from "@nix-repo/reporters";
import type { Session } from "../open-session.ts";
import { findAffected, findStaged } from "./find-affected.ts";

export interface ChangeFlags {
  /** `--affected`, or `--affected=BASE`. */
  readonly affected: string | boolean | undefined;
  readonly staged: boolean;
}

/** Of these services those that a change affects, or in which something is staged. Says on stderr which these are. */
export async function narrowToChange(
  session: Session,
  { services, flags }: { services: readonly string[]; flags: ChangeFlags },
): Promise<Result<readonly string[]>> {
  const { affected, staged } = flags;
  if (staged && affected !== undefined && affected !== false)
    return err({ code: "usage", message: "--affected and --staged are two different changes: one at a time" });
  const total = session.workspace.serviceNames.length;
  const found = staged
    ? await findStaged(session)
    : await findAffected(session, { base: typeof affected === "string" ? affected : undefined });
  if (!found.ok) return found;
  const among: Affected = { ...found.value, services: found.value.services.filter(({ name }) => services.includes(name)) };
  session.io.stderr.write(`${staged ? stagedLine(among, total) : affectedLine(among, total)}\n\n`);
  return ok(among.services.map(({ name }) => name));
}
