import type { ProcessReadiness, Readiness, ReadinessCheck } from "@nix-repo/model";
import { durationText, parseDuration } from "./duration.ts";
import { runOf } from "./run-of.ts";

/** `readyWhen` as a registry writes it: valid, so that exactly one of the questions is there. */
export interface ReadyWhen {
  readonly line?: string;
  readonly tcp?: number | string;
  readonly http?: string;
  readonly status?: number;
  readonly command?: string | readonly string[];
  readonly timeout?: string;
}

/** What can be asked, in the order in which messages name it. */
export const QUESTIONS = ["line", "tcp", "http", "command"] as const;

export function readinessOf(readyWhen: ReadyWhen): Readiness {
  const { timeout } = readyWhen;
  return { check: checkOf(readyWhen), timeoutMs: timeout === undefined ? READY_WITHIN_MS : parseDuration(timeout) };
}

export const READY_WITHIN_MS = 60_000;

function checkOf({ line, tcp, http, status, command }: ReadyWhen): ReadinessCheck {
  if (line !== undefined) return { kind: "line", pattern: line };
  if (tcp !== undefined) return { kind: "tcp", ...addressOf(tcp) };
  if (http !== undefined) return { kind: "http", url: http, ...(status === undefined ? {} : { status }) };
  return { kind: "command", run: runOf(command ?? "") };
}

const HOST = "((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?";

/** `5432`, `"5432"`, `"db:5432"` or `"[::1]:5432"`. */
export const ADDRESS = `^${HOST}[0-9]{1,5}$`;

/** Of a process also `"$PORT"` or `"db:$PORT"`. */
export const PROCESS_ADDRESS = `^${HOST}([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$`;

function addressOf(tcp: number | string): { host: string; port: number } {
  if (typeof tcp === "number") return { host: "localhost", port: tcp };
  const colon = tcp.lastIndexOf(":");
  const host = colon === -1 ? "localhost" : tcp.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(tcp.slice(colon + 1)) };
}

/** The way back, for who prints what was read. */
export function plainReadiness({ check, timeoutMs }: Pick<ProcessReadiness, "check" | "timeoutMs">): ReadyWhen {
  return { ...plainCheck(check), timeout: durationText(timeoutMs) };
}

function plainCheck(check: ProcessReadiness["check"]): ReadyWhen {
  switch (check.kind) {
    case "line":
      return { line: check.pattern };
    case "tcp":
      return { tcp: check.host === "localhost" ? check.port : `${plainHost(check.host)}:${check.port}` };
    case "own-tcp":
      return { tcp: check.host === "localhost" ? `$${check.variable}` : `${plainHost(check.host)}:$${check.variable}` };
    case "own-http": {
      const { before, variable, after, status } = check;
      return { http: `${before}$${variable}${after}`, ...(status === undefined ? {} : { status }) };
    }
    case "http":
      return { http: check.url, ...(check.status === undefined ? {} : { status: check.status }) };
    case "command":
      return { command: check.run.kind === "bash" ? check.run.script : check.run.argv };
  }
}

function plainHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
