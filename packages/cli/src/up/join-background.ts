import { EXIT, type UnitId } from "@nix-repo/model";
import { createUpView, decideColour, symbolsFor, type UpView } from "@nix-repo/reporters";
import type { ServerClient } from "@nix-repo/supervisor";
import { refuseIn, type Session } from "../open-session.ts";
import { stopOnSignals } from "../stop-on-signals.ts";

/** `repo up` where there is a background: starts there what is missing, and shows it until Ctrl-C, which leaves all of it running. */
export async function joinBackground(
  session: Session,
  { client, named }: { client: ServerClient; named: readonly UnitId[] },
): Promise<number> {
  const { io, workspace, flags, notices } = session;
  const started = await client.start(named);
  if (!started.ok) {
    client.close();
    return await refuseIn(session, started.error);
  }
  notices.emit({
    type: "notice",
    level: "info",
    text: "this joins what runs in the background; Ctrl-C leaves it running, repo down ends it",
  });
  const leave = new AbortController();
  const stop = stopOnSignals({ io, onFirst: () => leave.abort() });
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: flags.color, env: io.env, isTTY: stream.isTTY === true });
  let view: UpView | undefined;
  try {
    const events = client.events({ output: true, signal: leave.signal });
    for await (const event of events) {
      if (event.type === "units") {
        view = await createUpView("prefixed", {
          stdout: io.stdout,
          stderr: io.stderr,
          stdin: undefined,
          colour: { stdout: colourOf(io.stdout), stderr: colourOf(io.stderr) },
          symbols: symbolsFor(io.env),
          root: workspace.root,
          units: event.units,
          sample: () => new Map(),
          onAction: () => undefined,
        });
      } else if (event.type !== "output-skipped") view?.sink(event);
    }
    await view?.finish();
    const end = await events.end;
    return end.ok || leave.signal.aborted ? EXIT.ok : await refuseIn(session, end.error);
  } finally {
    client.close();
    stop.release();
  }
}
