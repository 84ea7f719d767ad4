import { EXIT, type Failure, ok, type Result, type UnitId } from "@nix-repo/model";
import { connect, type ServerClient } from "@nix-repo/supervisor";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { namedUnits } from "../up/named-units.ts";
import { serverOptions } from "../up/server-options.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  readonly names: readonly string[];
  readonly context: RepoContext;
  readonly verb: "stop" | "restart";
}

/** `repo stop` and `repo restart`. */
export async function steerUnits({ flags, names, context: { io }, verb }: Request): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const connection = await connect(serverOptions(session.value));
  if (!connection.ok) return await refuseIn(session.value, connection.error);
  if (connection.value.kind === "not-running") {
    if (verb === "restart") return await refuseIn(session.value, NOTHING_RUNS);
    // It is as it was to be.
    io.stdout.write(flags.json ? `${JSON.stringify({ version: 1, kind: verb, units: [] }, undefined, 2)}\n` : "nothing runs\n");
    return EXIT.ok;
  }
  const { client } = connection.value;
  try {
    const done = await steer(client, { names, verb });
    if (!done.ok) return await refuseIn(session.value, done.error);
    if (flags.json) io.stdout.write(`${JSON.stringify({ version: 1, kind: verb, units: done.value }, undefined, 2)}\n`);
    else io.stdout.write(`${verb === "stop" ? "stopped" : "starting again"}: ${done.value.join(", ")}\n`);
    return EXIT.ok;
  } finally {
    client.close();
  }
}

async function steer(client: ServerClient, { names, verb }: Pick<Request, "names" | "verb">): Promise<Result<readonly UnitId[]>> {
  const units = await client.status();
  if (!units.ok) return units;
  const wanted = namedUnits(names, units.value);
  if (!wanted.ok) return wanted;
  const done = verb === "stop" ? await client.stop(wanted.value) : await client.restart(wanted.value);
  return done.ok ? ok(wanted.value) : done;
}

const NOTHING_RUNS: Failure = { code: "usage", message: "nothing runs", hint: "repo up starts it" };
