import { connect } from "node:net";

/**
 * Whether somebody answers at a port of this host. The engine itself listens on a port that it publishes, and closes at once where nobody listens inside;
 * so a connection counts that is still there after a moment, or over which something came.
 */
export function answersAtPort({ address, port }: { readonly address: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: ANY[address] ?? address, port });
    const done = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    let timer = setTimeout(() => done(false), CONNECTED_WITHIN_MS);
    socket.once("connect", () => {
      clearTimeout(timer);
      timer = setTimeout(() => done(true), HELD_FOR_MS);
    });
    socket.once("data", () => done(true));
    socket.once("end", () => done(false));
    socket.on("error", () => done(false));
  });
}

const ANY: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
const CONNECTED_WITHIN_MS = 2_000;
const HELD_FOR_MS = 500;
