import { EXIT } from "@nix-repo/model";
import type { GlobalFlags } from "../open-session.ts";
import { openSession, refuse } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly override_: boolean; readonly json: boolean };
  readonly action: "print" | "validate" | "schema";
  readonly context: RepoContext;
}

export async function showConfig({ flags, action, context }: Request): Promise<number> {
  const { io } = context;
  if (action === "schema") {
    const { registrySchema, overrideSchema } = await import("@nix-repo/config");
    io.stdout.write(`${JSON.stringify(flags.override_ ? overrideSchema : registrySchema, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const session = await openSession(flags, context.io);
  if (!session.ok && action === "print") return await refuse(session.error, { io, flags });
  return EXIT.ok;
}
