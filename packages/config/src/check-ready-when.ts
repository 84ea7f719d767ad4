import type { Mistake, Path } from "./mistake.ts";
import { ownPortCheck } from "./own-port.ts";
import { QUESTIONS, type ReadyWhen } from "./readiness.ts";

export function checkReadyWhen(readyWhen: ReadyWhen, path: Path): Mistake[] {
  const asked = QUESTIONS.filter((question) => readyWhen[question] !== undefined);
  if (asked.length !== 1) {
    const got = asked.length === 0 ? "none of them" : asked.join(" and ");
    return [{ path, at: "key", message: `expected one of ${QUESTIONS.join(", ")}, got ${got}` }];
  }
  if (readyWhen.status !== undefined && readyWhen.http === undefined)
    return [{ path: [...path, "status"], at: "key", message: `only http has a status: this asks for ${asked[0]}` }];
  const port = Number(/(\d+)$/.exec(String(readyWhen.tcp ?? 1))?.[1]);
  if (port < 1 || port > 65_535) return [{ path: [...path, "tcp"], at: "value", message: `expected a port from 1 to 65535, got ${port}` }];
  if (ownPortCheck(readyWhen) !== undefined)
    return [
      { path: [...path, "http"], at: "value", message: "only a process is told its ports: they can be named in processes.dev.ready" },
    ];
  if (readyWhen.http !== undefined && !URL.canParse(readyWhen.http))
    return [
      {
        path: [...path, "http"],
        at: "value",
        message: `expected an address such as http://localhost:3000/health, got "${readyWhen.http}"`,
      },
    ];
  const wrong = readyWhen.line === undefined ? undefined : whyNoExpression(readyWhen.line);
  return wrong === undefined ? [] : [{ path: [...path, "line"], at: "value", message: `expected a regular expression: ${wrong}` }];
}

function whyNoExpression(pattern: string): string | undefined {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    // "Invalid regular expression: /(/: Unterminated group": what is wrong stands at the end.
    return (error as Error).message.replace(/^.*: /s, "").toLowerCase();
  }
}
