import { resolvedValues } from "@nix-repo/config";
import { EXIT } from "@nix-repo/model";
import { decideColour, renderResolved, resolvedJson, symbolsFor } from "@nix-repo/reporters";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";

/** `repo config print --resolved SERVICE`: every value of a service, with the file that it came from. */
export async function printResolved(
  name: string,
  { flags, io }: { flags: GlobalFlags & { readonly json: boolean }; io: Io },
): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const { workspace } = session.value;
  const service = await workspace.service(name);
  if (!service.ok) return await refuseIn(session.value, service.error);
  const values = resolvedValues(service.value);
  if (flags.json) {
    io.stdout.write(`${JSON.stringify(resolvedJson(name, values), undefined, 2)}\n`);
    return EXIT.ok;
  }
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  const options = { root: workspace.root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns };
  io.stdout.write(`${renderResolved(values, options)}\n`);
  return EXIT.ok;
}
