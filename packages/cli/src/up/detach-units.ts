import { join } from "node:path";
import { EXIT, type UnitId } from "@nix-repo/model";
import { detach, startOrder } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { ownCommand } from "./own-command.ts";
import type { UnitPlan } from "./plan-units.ts";
import { serverOptions } from "./server-options.ts";
import { unitsFolder } from "./units-folder.ts";

/** `repo up --detach`: what was asked for runs in the background, which is started where it is not there yet. */
export async function detachUnits(session: Session, plan: UnitPlan, { withContainers }: { withContainers: boolean }): Promise<number> {
  const { io, workspace, caller } = session;
  const [file = "", ...args] = ownCommand();
  const flags = session.flags.provider === undefined ? [] : ["--provider", session.flags.provider];
  const more = withContainers ? [] : ["--without-containers"];
  const detached = await detach({
    ...serverOptions(session),
    launch: { file, argv: [file, ...args, "up", "--background", ...flags, ...more], env: caller, cwd: workspace.root },
    logFile: join(unitsFolder(session), "background.log"),
  });
  if (!detached.ok) return await refuseIn(session, detached.error);
  const { client, isNew } = detached.value;
  try {
    const started = await client.start(plan.named);
    if (!started.ok) return await refuseIn(session, started.error);
    const units: readonly UnitId[] = startOrder(plan.units, plan.named).map(({ unit }) => unit.id);
    io.stdout.write(`${units.join(", ")} in the background${isNew ? "" : ", which was there"}   repo status, repo logs -f, repo down\n`);
    return EXIT.ok;
  } finally {
    client.close();
  }
}
