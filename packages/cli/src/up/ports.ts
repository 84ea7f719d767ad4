import { createServer } from "node:net";
import type { ProcessDefinition } from "@nix-repo/model";
import { prefixedName } from "@nix-repo/supervisor";

/** The ports of a process, chosen where the registry leaves that to us. */
export interface ChosenPorts {
  /** What the process itself is told: PORT is the first one, `HTTP_PORT` the one called `http`. */
  readonly own: Readonly<Record<string, string>>;
  /** What those are told that depend on it: `API_PORT`, `API_HTTP_PORT`. */
  readonly others: Readonly<Record<string, string>>;
}

export async function choosePorts({ ports }: Pick<ProcessDefinition, "ports">, unit: string): Promise<ChosenPorts> {
  const own: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [i, { name, port }] of ports.entries()) {
    const chosen = String(port === "auto" ? await freePort() : port);
    const names = [
      ...(i === 0 ? ["PORT"] : []),
      ...(name === undefined ? [] : [`${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_PORT`]),
    ];
    for (const each of names) {
      own[each] = chosen;
      others[prefixedName(unit, each)] = chosen;
    }
  }
  return { own, others };
}

/** Somebody else may take it before the process does; then the process says so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server without a port");
  return address.port;
}
