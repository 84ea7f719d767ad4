import type { Healthcheck, HealthTest } from "./compose-file.ts";
import { composeDuration } from "./duration.ts";
import type { Value } from "./value.ts";

export function healthcheckOf(value: Value | undefined): Healthcheck | undefined {
  if (value === undefined) return undefined;
  if (!value.isMap) return value.wrong("a mapping such as { test: [CMD, pg_isready] }");
  const place = value.keyPlace;
  const test = testOf(value.get("test"));
  const interval = durationOf(value.get("interval"));
  const timeout = durationOf(value.get("timeout"));
  const retries = value.get("retries")?.count("a number of retries");
  const startPeriod = durationOf(value.get("start_period"));
  const startInterval = durationOf(value.get("start_interval"));
  if (value.get("disable")?.boolean() === true || test === "none") return { kind: "disabled", place };
  return {
    kind: "check",
    place,
    ...(test === undefined ? {} : { test }),
    // Zero means what is not said.
    ...(interval === undefined || interval === 0 ? {} : { interval }),
    ...(timeout === undefined || timeout === 0 ? {} : { timeout }),
    ...(retries === undefined || retries === 0 ? {} : { retries }),
    ...(startPeriod === undefined || startPeriod === 0 ? {} : { startPeriod }),
    ...(startInterval === undefined || startInterval === 0 ? {} : { startInterval }),
  };
}

/** A text is for a shell, also when it is "NONE"; a list says first which kind it is. */
function testOf(value: Value | undefined): HealthTest | "none" | undefined {
  if (value === undefined) return undefined;
  if (!value.isList) {
    const command = value.text(EXPECTED);
    return command === undefined || command === "" ? undefined : { kind: "shell", command };
  }
  const items = value.items(EXPECTED);
  const words = items.map((item) => item.text("a text"));
  if (words.length === 0) return undefined;
  const [kind, ...argv] = words;
  if (kind !== undefined && kind !== "CMD" && kind !== "CMD-SHELL" && kind !== "NONE")
    return items[0]?.wrong("CMD, CMD-SHELL or NONE first");
  if (!argv.every((word) => word !== undefined)) return undefined;
  if (kind === "NONE") return "none";
  if (argv.length === 0) return value.mistake(`expected a command after ${kind}`);
  return kind === "CMD" ? { kind: "exec", argv } : { kind: "shell", command: argv.join(" ") };
}

function durationOf(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  const text = value.text(EXPECTED_DURATION);
  if (text === undefined) return undefined;
  return composeDuration(text) ?? value.wrong(EXPECTED_DURATION);
}

const EXPECTED = "a command, or a list that begins with CMD, CMD-SHELL or NONE";
const EXPECTED_DURATION = 'a duration such as "30s" or "1m30s"';
