import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { join } from "node:path";
import { ok, type UnitEvent } from "@nix-repo/model";
import { type ManualClock, manualClock, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import {
  type ConnectOptions,
  connect,
  createSupervisor,
  createUnitLogs,
  logReader,
  type RunningServer,
  type ServeOptions,
  type ServerClient,
  type ServerPlace,
  type ServerReply,
  type Supervisor,
  serve,
  serverPlace,
  type UnitLogs,
} from "../../src/index.ts";
import { readRecord, recordFile, socketFile } from "../../src/server/server-record.ts";
import {
  type SimulatedClock,
  type SimulatedStarter,
  simulatedClock,
  simulatedStarter,
  type UnitSketch,
  unitOf,
} from "../core/simulation.ts";
import { clientOf, expectOk } from "./server-processes.ts";

/** A server in this process, of units that are only pretended; time passes when the test says so. */
export interface ServedSimulation extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly place: ServerPlace;
  readonly server: RunningServer;
  readonly supervisor: Supervisor;
  readonly starter: SimulatedStarter;
  readonly logs: UnitLogs;
  /** The units'. */
  readonly unitClock: SimulatedClock;
  /** The server's. */
  readonly clock: ManualClock;
  /** As if a unit had told it. */
  tell(event: UnitEvent): void;
  client(options?: Partial<ConnectOptions>): Promise<ServerClient>;
  /** A client that says what it likes. */
  raw(): Promise<RawClient>;
}

export async function serveSimulation(sketches: readonly UnitSketch[], options: Partial<ServeOptions> = {}): Promise<ServedSimulation> {
  const folder = temporaryFolder();
  const workspace = join(folder.path, "workspace");
  const place = serverPlace({ workspace, runtimeFolder: folder.path, userId: process.getuid?.() ?? 0 });
  const clock = manualClock();
  const unitClock = simulatedClock();
  const starter = simulatedStarter({ clock: unitClock });
  const recordFolder = join(folder.path, "record");
  const logFolder = join(folder.path, "logs");
  const logs = createUnitLogs(logFolder, { maxBytes: 1_000_000, files: 3 });
  let tell: (event: UnitEvent) => void = () => undefined;
  let supervisor: Supervisor | undefined;
  const common = { place, workspace, version: "1.0.0", recordFolder };
  const served = expectOk(
    await serve({
      ...common,
      clock,
      async open(sink) {
        tell = sink;
        supervisor = createSupervisor({ units: sketches.map(unitOf), starter, clock: unitClock, sink });
        return ok({ supervisor, logs: logReader(logFolder), close: () => logs.close() });
      },
      ...options,
    }),
  );
  if (served.kind === "taken" || supervisor === undefined) throw new Error("the place is taken");
  const { server } = served;
  const clients: { close(): void }[] = [];
  return {
    folder,
    place,
    server,
    supervisor,
    starter,
    logs,
    unitClock,
    clock,
    tell: (event) => tell(event),
    async client(changes) {
      const client = clientOf(await connect({ ...common, ...changes }));
      clients.push(client);
      return client;
    },
    async raw() {
      const socket = connectSocket(socketFile(place, readRecord(recordFile(place))?.token ?? ""));
      await once(socket, "connect");
      const client = rawClient(socket);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server.close();
      folder[Symbol.dispose]();
    },
  };
}

export interface RawClient {
  readonly socket: Socket;
  write(...messages: readonly (object | string | Uint8Array)[]): void;
  hello(changes?: object): Promise<ServerReply>;
  /** The next message; undefined at the end. */
  read(): Promise<ServerReply | undefined>;
  /** All that are still to come, up to the end. */
  rest(): Promise<readonly ServerReply[]>;
  close(): void;
}

function rawClient(socket: Socket): RawClient {
  const lines = (async function* () {
    let text = "";
    try {
      for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        text += chunk.toString("latin1");
        const whole = text.split("\n");
        text = whole.pop() ?? "";
        for (const line of whole) yield JSON.parse(Buffer.from(line, "latin1").toString()) as ServerReply;
      }
    } catch {
      // It was cut off.
    }
  })();
  socket.on("error", () => undefined);
  const read = async () => (await lines.next()).value ?? undefined;
  return {
    socket,
    write(...messages) {
      for (const message of messages) {
        socket.write(typeof message === "string" || message instanceof Uint8Array ? message : `${JSON.stringify(message)}\n`);
      }
    },
    async hello(changes = {}) {
      this.write({ id: 1, type: "hello", version: "1.0.0", workspace: "", purpose: "use", ...changes });
      return (await read()) as ServerReply;
    },
    read,
    async rest() {
      const replies: ServerReply[] = [];
      for await (const reply of lines) replies.push(reply);
      return replies;
    },
    close: () => void socket.destroy(),
  };
}
