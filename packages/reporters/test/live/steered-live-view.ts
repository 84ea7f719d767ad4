import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Event, TaskId, TaskOutcome } from "@nix-repo/model";
import { openTerminal, type Terminal, temporaryFolder } from "@nix-repo/testkit";

export type Step =
  | { readonly do: "event"; readonly event: Event }
  | { readonly do: "output"; readonly task: TaskId; readonly text: string }
  | { readonly do: "clock"; readonly now: number }
  | { readonly do: "stray"; readonly text: string }
  | { readonly do: "finish" }
  | { readonly do: "exit"; readonly code: number };

/** The live reporter in a terminal of its own, fed step by step. Each step has been taken when its promise is fulfilled. */
export interface SteeredLiveView extends AsyncDisposable {
  readonly terminal: Terminal;
  /** Whether the terminal's cursor was last shown or hidden. */
  cursor(): "shown" | "hidden";
  take(step: Step): Promise<void>;
  start(...tasks: TaskId[]): Promise<void>;
  end(task: TaskId, outcome: TaskOutcome): Promise<void>;
}

export async function openLiveView({
  columns,
  rows,
  env = {},
}: {
  columns: number;
  rows: number;
  env?: Record<string, string>;
}): Promise<SteeredLiveView> {
  const folder = temporaryFolder();
  const path = join(folder.path, "steps");
  const written = join(folder.path, "written");
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once("connection", resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));

  const driver = join(import.meta.dirname, "driver.ts");
  const command = [process.execPath, "--disable-warning=ExperimentalWarning", driver, path, written];
  const terminal = openTerminal({ command, cwd: folder.path, env: { LANG: "C.UTF-8", ...env }, columns, rows });
  const socket = await connected;
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();

  const take = async (step: Step) => {
    socket.write(`${JSON.stringify(step)}\n`);
    if (step.do !== "exit") await answers.next();
  };
  return {
    terminal,
    cursor() {
      const text = readFileSync(written, "utf8");
      return text.lastIndexOf("\x1b[?25h") > text.lastIndexOf("\x1b[?25l") ? "shown" : "hidden";
    },
    take,
    async start(...tasks) {
      for (const task of tasks) await take({ do: "event", event: { type: "task-started", task, at: 0, command: "", shell: "" } });
    },
    end: (task, outcome) => take({ do: "event", event: { type: "task-finished", task, at: 0, outcome } }),
    async [Symbol.asyncDispose]() {
      terminal[Symbol.dispose]();
      socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      folder[Symbol.dispose]();
    },
  };
}
