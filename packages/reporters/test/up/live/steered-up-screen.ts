import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { UnitEvent, UnitId, UnitView } from "@nix-repo/model";
import type { UnitSample, UpAction } from "@nix-repo/reporters";
import { openTerminal, type Terminal, temporaryFolder } from "@nix-repo/testkit";

export type Step =
  | { readonly do: "open"; readonly units: readonly UnitView[]; readonly colour: boolean }
  | { readonly do: "event"; readonly event: UnitEvent }
  | { readonly do: "output"; readonly unit: UnitId; readonly text: string; readonly times?: number }
  | { readonly do: "clock"; readonly now: number }
  | { readonly do: "samples"; readonly samples: readonly (readonly [UnitId, UnitSample])[] }
  | { readonly do: "stray"; readonly text: string }
  | { readonly do: "finish" }
  | { readonly do: "throw" }
  | { readonly do: "exit"; readonly code: number };

/** The live view of units in a terminal of its own, fed step by step, below a line that was there before. When it has ended, `stty` says how the terminal takes keys. */
export interface SteeredUpScreen extends AsyncDisposable {
  readonly terminal: Terminal;
  /** Fulfilled when the step has been taken; the last steps of a process at once. */
  take(...steps: readonly Step[]): Promise<void>;
  /** What the next key that asks for something asks for. */
  action(): Promise<UpAction>;
}

export interface SteeredUpOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Record<string, string>;
  /** The terminal is not where the program reads from. */
  readonly stdinElsewhere?: boolean;
}

export async function openSteeredUp({ columns, rows, env = {}, stdinElsewhere = false }: SteeredUpOptions): Promise<SteeredUpScreen> {
  const folder = temporaryFolder();
  const path = join(folder.path, "steps");
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once("connection", resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));

  const driver = join(import.meta.dirname, "driver.ts");
  const script = `echo before; "$@"${stdinElsewhere ? " </dev/null" : ""}; echo "exit $?"; stty -a | grep -oE -- '-?(icanon|echo|isig)\\b' | xargs`;
  const program = [process.execPath, "--disable-warning=ExperimentalWarning", driver, path];
  const terminal = openTerminal({
    command: ["sh", "-c", script, "sh", ...program],
    cwd: folder.path,
    env: { LANG: "C.UTF-8", PATH: process.env.PATH, ...env },
    columns,
    rows,
  });
  const socket = await connected;
  const taken = waitingList<true>();
  const actions = waitingList<UpAction>();
  createInterface({ input: socket }).on("line", (line) => {
    const answer = JSON.parse(line) as { taken?: true; action?: UpAction };
    if (answer.taken) taken.come(true);
    else if (answer.action !== undefined) actions.come(answer.action);
  });

  return {
    terminal,
    async take(...steps) {
      for (const step of steps) {
        socket.write(`${JSON.stringify(step)}\n`);
        if (step.do !== "exit") await taken.next();
      }
    },
    action: () => actions.next(),
    async [Symbol.asyncDispose]() {
      terminal[Symbol.dispose]();
      socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      folder[Symbol.dispose]();
    },
  };
}

/** What comes, one by one, for whoever waits. */
function waitingList<T>(): { come(value: T): void; next(): Promise<T> } {
  const values: T[] = [];
  const awaited: ((value: T) => void)[] = [];
  return {
    come(value) {
      const resolve = awaited.shift();
      if (resolve === undefined) values.push(value);
      else resolve(value);
    },
    next() {
      const value = values.shift();
      return value === undefined ? new Promise((resolve) => awaited.push(resolve)) : Promise.resolve(value);
    },
  };
}
