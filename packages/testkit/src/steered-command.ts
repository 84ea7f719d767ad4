import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Run } from "@nix-repo/model";
import type { TemporaryFolder } from "./temporary-folder.ts";

/**
 * Commands that a test steers: each reports its start over a socket, then does what it is told, line by line, until it is told to exit.
 * They are bash and nothing else, as a test may start hundreds of them.
 */
export interface Steering extends AsyncDisposable {
  /** What to run as a task; `name` tells the started processes apart. */
  command(name: string): Run & { readonly kind: "argv" };
  /** The next process of that name to report its start; of several, in their order. */
  started(name: string): Promise<SteeredProcess>;
  /** Names of all that have reported their start, in that order. */
  readonly startedSoFar: readonly string[];
}

export interface SteeredProcess {
  readonly name: string;
  readonly pid: number;
  /** What stood after the command. */
  readonly args: readonly string[];
  /** Has it execute a line of bash: `exit 3`, `echo text`, `trap '' TERM`. */
  tell(line: string): void;
  /** As `tell`, and waits until it was executed. */
  ask(line: string): Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

export async function startSteering(): Promise<Steering> {
  const startedSoFar: string[] = [];
  const arrived = new Map<string, SteeredProcess[]>();
  const awaited = new Map<string, ((process: SteeredProcess) => void)[]>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    void greet(socket).then((process) => {
      startedSoFar.push(process.name);
      const waiting = awaited.get(process.name)?.shift();
      if (waiting === undefined) arrived.set(process.name, [...(arrived.get(process.name) ?? []), process]);
      else waiting(process);
    });
  });
  const port = await listen(server);
  return {
    startedSoFar,
    command: (name) => ({ kind: "argv", argv: ["bash", "-c", STEERED, "steered", String(port), name] }),
    started(name) {
      const process = arrived.get(name)?.shift();
      if (process !== undefined) return Promise.resolve(process);
      return new Promise((resolve) => awaited.set(name, [...(awaited.get(name) ?? []), resolve]));
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The path of a program that is the steered command of that name: for a process that is to start one. */
export function steeredProgram(steering: Steering, { name, folder }: { name: string; folder: TemporaryFolder }): string {
  const words = steering.command(name).argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  folder.write({ [name]: { content: `#!/bin/bash\nexec ${words.join(" ")}\n`, mode: 0o755 } });
  return join(folder.path, name);
}

/** Ends by itself when the test closes the connection. */
const STEERED = `exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 99
printf '%s\\0' "$2" "$$" "$#" "\${@:3}" >&3
while IFS= read -r -u 3 line; do eval "$line"; printf 'done\\n' >&3; done
exit 98`;

/** Reads the greeting: name, process id, number of arguments plus two, arguments, each ended by NUL. */
async function greet(socket: Socket): Promise<SteeredProcess> {
  const { promise: greeted, resolve } = Promise.withResolvers<readonly string[]>();
  let text = "";
  const read = (chunk: Buffer) => {
    text += chunk.toString();
    const parts = text.split("\0");
    if (parts.length > 3 && parts.length > Number(parts[2]) + 1) {
      socket.off("data", read);
      resolve(parts.slice(0, -1));
    }
  };
  socket.on("data", read);
  // A process that was killed resets the connection.
  socket.on("error", () => undefined);
  const gone = new Promise<void>((done) => socket.once("close", () => done()));
  const [name = "", pid = "", , ...args] = await greeted;
  const answers: (() => void)[] = [];
  createInterface({ input: socket })
    .on("line", () => answers.shift()?.())
    .on("error", () => undefined);
  const tell = (line: string, done: () => void = () => undefined) => {
    answers.push(done);
    socket.write(`${line}\n`);
  };
  return {
    name,
    pid: Number(pid),
    args,
    tell: (line) => tell(line),
    ask: (line) => new Promise((done) => tell(line, done)),
    gone,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the steering server has no port");
  return address.port;
}
