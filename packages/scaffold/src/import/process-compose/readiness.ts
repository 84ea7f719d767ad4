import type { ProcessOptions } from "../imported.ts";
import { isObject, objectOf, type Path, textOf } from "../yaml-file.ts";

type Ready = NonNullable<ProcessOptions["ready"]>;

interface Where {
  readonly path: Path;
  readonly left: (path: Path, why: string, instead?: string) => void;
  /** A command's text with its dollars. */
  readonly dollar: (text: string) => string;
}

/** When a process is ready: by its probe, or by a line of its output. */
export function readyOf(process: Readonly<Record<string, unknown>>, where: Where): Ready | undefined {
  const { path, left } = where;
  const { readiness_probe: probe, ready_log_line: line } = process;
  if (isObject(probe)) {
    if (line !== undefined) left([...path, "ready_log_line"], "a process is ready by its probe or by a line, and it has both");
    return probed(probe, { ...where, path: [...path, "readiness_probe"] });
  }
  const text = textOf(line)?.trim();
  // It looks for a text; ours is a regular expression.
  return text ? { line: text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&") } : undefined;
}

function probed(probe: Readonly<Record<string, unknown>>, where: Where): Ready | undefined {
  const { path, left } = where;
  const question = questionOf(probe, where);
  if (question === undefined) return undefined;
  const whole = (key: string): number | undefined => {
    const value = probe[key];
    return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const delay = whole("initial_delay_seconds");
  const period = whole("period_seconds") ?? 10;
  const threshold = whole("success_threshold");
  const failures = whole("failure_threshold") ?? 3;
  if (probe.timeout_seconds !== undefined) left([...path, "timeout_seconds"], "a single question has no time of its own");
  // It counts unanswered questions; here the time counts that they take together.
  const timeout = Math.max((delay ?? 0) + period * failures, (delay ?? 0) + 1);
  return {
    ...question,
    ...(delay === undefined ? {} : { startDelay: `${delay}s` }),
    period: `${period}s`,
    ...(threshold === undefined || threshold === 1 ? {} : { threshold: Math.min(threshold, 100) }),
    timeout: `${timeout}s`,
  };
}

function questionOf(probe: Readonly<Record<string, unknown>>, { path, left, dollar }: Where): Ready | undefined {
  const { exec, http_get: http } = probe;
  const command = textOf(objectOf(exec).command)?.trim();
  if (command) {
    const folder = objectOf(exec).working_dir;
    if (folder !== undefined) left([...path, "exec", "working_dir"], "a probe runs in its service's folder");
    return { command: ["bash", "-c", dollar(command)] };
  }
  if (!isObject(http)) {
    left(path, "it has neither a command nor an address to ask");
    return undefined;
  }
  const port = textOf(http.port);
  const host = textOf(http.host) ?? "127.0.0.1";
  const path_ = textOf(http.path) ?? "/";
  const scheme = (textOf(http.scheme) ?? "http").toLowerCase();
  const address = `${scheme}://${host}${port === undefined ? "" : `:${port}`}${path_.startsWith("/") ? "" : "/"}${path_}`;
  if (!/^https?:\/\/[^\s/$]+\/[^\s$]*$/.test(address)) {
    left([...path, "http_get"], "its address is made of variables");
    return undefined;
  }
  for (const key of Object.keys(http))
    if (!["host", "port", "path", "scheme", "status_code"].includes(key))
      left([...path, "http_get", key], "an address is asked as it stands");
  const status = http.status_code;
  return { http: address, ...(typeof status === "number" ? { status } : {}) };
}
