import { join } from "node:path";
import { ok, type Result, type UnitSink } from "@nix-repo/model";
import { SYSTEM_CLOCK } from "@nix-repo/processes";
import { logReader, type Served, type Supervisor, serve } from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { openUnits } from "./open-units.ts";
import type { UnitPlan } from "./plan-units.ts";
import { serverOptions } from "./server-options.ts";
import { unitsFolder } from "./units-folder.ts";

export interface HoldOptions {
  readonly plan: Pick<UnitPlan, "units" | "watched" | "containers">;
  /** Where everything was stopped and nobody asks, it ends after so many milliseconds; left out, it is there until it is told to end. */
  readonly idleMs?: number;
  /** Called, besides those who are connected, for all that units tell. */
  readonly sink?: UnitSink;
  readonly congestion?: () => Promise<void> | undefined;
  /** Given the supervisor as soon as there is one. */
  readonly onOpen?: (supervisor: Supervisor) => void;
}

/** Makes this process the one supervisor of its workspace, which others reach. Nothing is started yet. */
export async function holdUnits(session: Session, { plan, idleMs, sink: also, congestion, onOpen }: HoldOptions): Promise<Result<Served>> {
  const { units, watched, containers } = plan;
  const { place, workspace, version, recordFolder } = serverOptions(session);
  return await serve({
    ...{ place, workspace, version, recordFolder, idleMs, clock: SYSTEM_CLOCK },
    async open(sink) {
      const opened = await openUnits(session, {
        ...{ units, watched, containers, recordFolder, endsAsConfigured: true },
        sink(event) {
          sink(event);
          also?.(event);
        },
        congestion: () => congestion?.(),
      });
      onOpen?.(opened.supervisor);
      const close = async () => void (await opened.close());
      return ok({ supervisor: opened.supervisor, logs: logReader(join(unitsFolder(session), "logs")), close });
    },
  });
}
