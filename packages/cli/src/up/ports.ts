import { createServer } from "node:net";
import { portVariables } from "@nix-repo/config";
import type { ProcessDefinition, UnitId, UnitPort, Variables } from "@nix-repo/model";
import { prefixedName } from "@nix-repo/supervisor";

/** The ports of a process, chosen where the registry leaves that to us. */
export async function choosePorts({ ports }: Pick<ProcessDefinition, "ports">): Promise<readonly UnitPort[]> {
  return await Promise.all(
    ports.map(async ({ name, port }) => ({ ...(name === undefined ? {} : { name }), port: port === "auto" ? await freePort() : port })),
  );
}

/** What a process itself is told: PORT is the first one, `HTTP_PORT` the one called `http`. */
export function ownVariables(ports: readonly UnitPort[]): Variables {
  const variables = portVariables(ports.map(({ name }) => name));
  return Object.fromEntries(ports.flatMap(({ port }, i) => (variables[i] ?? []).map((variable) => [variable, String(port)])));
}

/** What those are told that depend on it: `API_PORT`, `API_HTTP_PORT`. */
export function variablesForOthers(unit: UnitId, ports: readonly UnitPort[]): Variables {
  return Object.fromEntries(Object.entries(ownVariables(ports)).map(([variable, port]) => [prefixedName(unit, variable), port]));
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
