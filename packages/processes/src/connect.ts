import { connect as connectTcp, isIP, type Socket } from "node:net";
import type { WhyNotReady } from "@nix-repo/model";

/** What came of a question whether something is ready. */
export type ProbeAnswer = { readonly isYes: true } | { readonly isYes: false; readonly why: WhyNotReady };

/** Whether somebody takes connections there. */
export async function takesConnections({ host, port, signal }: { host: string; port: number; signal: AbortSignal }): Promise<ProbeAnswer> {
  return await atOneOf(host, (address) => exchange(connectTcp(port, address), { event: "connect", signal, judge: () => YES }));
}

/**
 * Whether an HTTP server answers with that status, or with any below 400. By hand, because it must not go through a proxy that the environment names,
 * nor follow where it is sent, nor mind whether the certificate of a development server is anybody's.
 */
export async function answersHttp({ url, status, signal }: { url: string; status?: number; signal: AbortSignal }): Promise<ProbeAnswer> {
  const { protocol, hostname, port, host, pathname, search } = new URL(url);
  const isTls = protocol === "https:";
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  const number = port === "" ? (isTls ? 443 : 80) : Number(port);
  const open = isTls ? await tlsTo({ name, port: number }) : (address: string) => connectTcp(number, address);
  const question = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\nUser-Agent: repo\r\nConnection: close\r\n\r\n`;
  const judge = (line: string): ProbeAnswer => {
    const digits = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(line)?.[1];
    const got = digits === undefined ? undefined : Number(digits);
    if (got !== undefined && (status === undefined ? got < 400 : got === status)) return YES;
    return { isYes: false, why: { kind: "status", status: got } };
  };
  return await atOneOf(name, (address) => exchange(open(address), { event: isTls ? "secureConnect" : "connect", question, signal, judge }));
}

async function tlsTo({ name, port }: { name: string; port: number }): Promise<(address: string) => Socket> {
  const { connect } = await import("node:tls");
  const servername = isIP(name) === 0 ? { servername: name } : {};
  return (address) => connect({ host: address, port, ...servername, rejectUnauthorized: false });
}

/** `localhost` is two addresses, and many a server listens on one of them alone. */
async function atOneOf(host: string, attempt: (address: string) => Promise<ProbeAnswer>): Promise<ProbeAnswer> {
  if (host !== "localhost") return await attempt(host);
  const first = await attempt("127.0.0.1");
  if (first.isYes) return first;
  const second = await attempt("::1");
  // Whoever answered says more than nobody.
  return second.isYes || first.why.kind === "no-connection" ? second : first;
}

const YES: ProbeAnswer = { isYes: true };

interface Exchange {
  readonly event: "connect" | "secureConnect";
  /** Written once connected; left out, being connected is all. */
  readonly question?: string;
  readonly judge: (firstLine: string) => ProbeAnswer;
  readonly signal: AbortSignal;
}

/** Resolves with whether what was answered is right; no where nobody answers in time. The socket is closed then. */
async function exchange(socket: Socket, { event, question, judge, signal }: Exchange): Promise<ProbeAnswer> {
  const { promise, resolve } = Promise.withResolvers<ProbeAnswer>();
  let isConnected = false;
  const giveUp = () => resolve({ isYes: false, why: { kind: isConnected ? "no-answer" : "no-connection" } });
  let answer = "";
  socket.setTimeout(ANSWERS_WITHIN_MS, giveUp);
  socket.once("error", giveUp);
  socket.once("close", giveUp);
  socket.once(event, () => {
    isConnected = true;
    if (question === undefined) resolve(YES);
    else socket.write(question);
  });
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    const end = answer.indexOf("\r\n");
    if (end >= 0 || answer.length > LONGEST_FIRST_LINE) resolve(judge(answer.slice(0, end)));
  });
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  const answered = await promise;
  signal.removeEventListener("abort", giveUp);
  socket.destroy();
  return answered;
}

const ANSWERS_WITHIN_MS = 10_000;
const LONGEST_FIRST_LINE = 1_000;
