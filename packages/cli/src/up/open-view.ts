import type { PassThrough } from "node:stream";
import type { UnitId, UnitView } from "@nix-repo/model";
import { createProcessSampler } from "@nix-repo/processes";
import { createUpView, decideColour, symbolsFor, type UpAction, type UpView } from "@nix-repo/reporters";
import { isCi } from "../choose-provider.ts";
import { openKeyboard } from "../keyboard.ts";
import type { Session } from "../open-session.ts";

export interface ViewOptions {
  /** Those that are meant, as they stand now. */
  readonly units: readonly UnitView[];
  /** The first process of each that has one. */
  readonly processes: () => ReadonlyMap<UnitId, number>;
  readonly onAction: (action: UpAction) => void;
}

export interface OpenView {
  readonly view: UpView;
  /** Gives the keyboard back. More than once is once. */
  close(): void;
}

/** A screen with keys where there is a terminal to draw on, otherwise plain lines. */
export async function openView({ io, workspace, flags }: Session, { units, processes, onAction }: ViewOptions): Promise<OpenView> {
  const colourOf = (stream: NodeJS.WriteStream) => decideColour({ flag: flags.color, env: io.env, isTTY: stream.isTTY === true });
  const canDraw = io.stdout.isTTY === true && io.stderr.isTTY === true && io.env.TERM !== "dumb" && !isCi(io.env);
  const keyboard = canDraw && io.stdin.isTTY === true ? openKeyboard() : undefined;
  const sampler = createProcessSampler();
  const view = await createUpView(canDraw ? "live" : "prefixed", {
    stdout: io.stdout,
    stderr: io.stderr,
    stdin: keyboard === undefined ? undefined : keysOf(keyboard.keys),
    colour: { stdout: colourOf(io.stdout), stderr: colourOf(io.stderr) },
    symbols: symbolsFor(io.env),
    root: workspace.root,
    units,
    sample: () => sampler(processes()),
    onAction,
  });
  return { view, close: () => keyboard?.close() };
}

/** The keyboard is in raw mode as long as it is open. */
function keysOf(keys: PassThrough): NodeJS.ReadStream {
  const raw = { isTTY: true, isRaw: true, setRawMode: () => keys };
  return Object.assign(keys, raw) as unknown as NodeJS.ReadStream;
}
