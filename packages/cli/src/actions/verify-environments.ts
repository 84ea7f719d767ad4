import { EXIT } from "@nix-repo/model";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { nixProvider, shellsOf } from "./manage-environments.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly verify: boolean; readonly end: boolean; readonly json: boolean };
  readonly names: readonly string[];
  readonly context: RepoContext;
}

/** `repo doctor --verify`: every kept environment against a fresh evaluation of the whole tree. */
export async function verifyEnvironments({ flags, names, context: { io } }: Request): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  if (!flags.verify)
    return await refuseIn(session.value, {
      code: "usage",
      message: "doctor takes services only to verify their environments",
      hint: `repo doctor --verify ${names.join(" ")}`,
    });
  if (flags.end)
    return await refuseIn(session.value, { code: "usage", message: "--end and --verify do not go together", hint: "repo doctor --end" });
  const provider = await nixProvider(session.value);
  if (!provider.ok) return await refuseIn(session.value, provider.error);
  const shells = await shellsOf(names, session.value);
  if (!shells.ok) return await refuseIn(session.value, shells.error);
  const { verifications, passedOver } = await provider.value.keeper.verify(shells.value.map(({ choice }) => choice));
  if (flags.json) {
    const told = { version: 1, kind: "verification", environments: verifications, passedOver };
    io.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
  } else {
    for (const { shell, kept, fresh, equal } of verifications)
      io.stdout.write(equal ? `${shell}: as fresh\n` : `${shell}: kept ${kept}, but fresh ${fresh}\n`);
    if (passedOver.length > 0)
      io.stdout.write(`${passedOver.length} passed over, of which nothing valid is kept: ${passedOver.join(", ")}\n`);
  }
  return verifications.every(({ equal }) => equal) ? EXIT.ok : EXIT.environment;
}
