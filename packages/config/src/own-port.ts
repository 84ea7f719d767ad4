import type { OwnPortCheck, ProcessReadiness, ReadinessCheck, Variables } from "@nix-repo/model";

/** By which variables a process is told its ports: `PORT` is the first one, `HTTP_PORT` the one called `http`. In the order of the ports. */
export function portVariables(names: readonly (string | undefined)[]): readonly (readonly string[])[] {
  return names.map((name, i) => [
    ...(i === 0 ? ["PORT"] : []),
    ...(name === undefined ? [] : [`${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}_PORT`]),
  ]);
}

/** `http://localhost:$PORT/health`, `localhost:$PORT`: a variable in place of the port, and nowhere else. */
const IN_ADDRESS = /^(https?:\/\/[^\s/?#$]+:)\$([A-Za-z_][A-Za-z0-9_]*)(?=[/?#]|$)(.*)$/s;
const IN_TCP = /^(?:(.+):)?\$([A-Za-z_][A-Za-z0-9_]*)$/s;

interface Asked {
  readonly tcp?: number | string | undefined;
  readonly http?: string | undefined;
  readonly status?: number | undefined;
}

/** What is asked of a port that is named by its variable; undefined where it is written as a number. */
export function ownPortCheck({ tcp, http, status }: Asked): OwnPortCheck | undefined {
  if (typeof tcp === "string") {
    const [, host = "localhost", variable] = IN_TCP.exec(tcp) ?? [];
    return variable === undefined ? undefined : { kind: "own-tcp", host: host.replace(/^\[(.*)\]$/, "$1"), variable };
  }
  const [, before = "", variable, after = ""] = IN_ADDRESS.exec(String(http ?? "")) ?? [];
  return variable === undefined ? undefined : { kind: "own-http", before, variable, after, ...(status === undefined ? {} : { status }) };
}

/** What is asked when the ports are there, by the variables that tell them. That there is such a variable has been checked. */
export function withOwnPort(check: ProcessReadiness["check"], variables: Variables): ReadinessCheck {
  if (check.kind !== "own-tcp" && check.kind !== "own-http") return check;
  const port = variables[check.variable];
  if (port === undefined) throw new Error(`no port is told in ${check.variable}`);
  if (check.kind === "own-tcp") return { kind: "tcp", host: check.host, port: Number(port) };
  const { before, after, status } = check;
  return { kind: "http", url: `${before}${port}${after}`, ...(status === undefined ? {} : { status }) };
}
