import { describe, expect, test } from "@jest/globals";
import { AT_FIRST, type Key, press, type Steering, type UpAction } from "../../src/up/steering.ts";
import { UnitLogs } from "../../src/up/unit-logs.ts";

const UNITS = ["db", "api", "web"];
const PAGE = 10;

function logsOf(lines: readonly string[]): UnitLogs {
  const logs = new UnitLogs();
  for (const line of lines) logs.write("db", "stdout", Buffer.from(`${line}\n`));
  return logs;
}

/** Presses keys one after the other: names where they have one, otherwise themselves. */
function pressing(keys: readonly string[], { from = AT_FIRST, logs = logsOf([]) }: { from?: Steering; logs?: UnitLogs } = {}) {
  let steering = from;
  const actions: UpAction[] = [];
  for (const key of keys) {
    const pressed = press(steering, keyOf(key), { units: UNITS, log: logs.linesOf(steering.shows), pageRows: PAGE });
    steering = pressed.steering;
    if (pressed.action !== undefined) actions.push(pressed.action);
  }
  return { steering, actions };
}

function keyOf(text: string): Key {
  if (text === "ctrl-c") return { name: "c", ctrl: true, sequence: "\x03" };
  return text.length > 1 ? { name: text, sequence: `\x1b<${text}>` } : { name: text.toLowerCase(), sequence: text };
}

describe("choosing", () => {
  test.each([
    ["j", 1],
    ["down down", 2],
    ["j j j j", 2],
    ["j j k", 1],
    ["up", 0],
    ["G", 2],
    ["end home", 0],
  ])("%s leads to unit %i", (keys, chosen) => {
    expect(pressing(keys.split(" ")).steering.chosen).toBe(chosen);
  });

  test("enter shows the chosen one's log, and again all; another one's at once", () => {
    expect(pressing(["j", "return"]).steering.shows).toBe("api");
    expect(pressing(["j", "return", "return"]).steering.shows).toBeUndefined();
    expect(pressing(["j", "return", "j", "return"]).steering.shows).toBe("web");
    expect(pressing(["j", "return", "escape"]).steering.shows).toBeUndefined();
  });
});

describe("what a person wants done", () => {
  test("is about the chosen unit", () => {
    expect(pressing(["r", "j", "s", "j", "r"]).actions).toEqual([
      { kind: "restart", unit: "db" },
      { kind: "stop", unit: "api" },
      { kind: "restart", unit: "web" },
    ]);
  });

  test.each([["q"], ["ctrl-c"]])("%s ends everything, and kills when pressed again", (key) => {
    const { actions, steering } = pressing([key, key, key]);
    expect(actions).toEqual([{ kind: "quit" }, { kind: "kill" }, { kind: "kill" }]);
    expect(steering.isEnding).toBe(true);
  });

  test("is not meant by letters that are typed, but by ctrl-c always", () => {
    expect(pressing(["/", "q", "r", "s", "?"])).toEqual({ actions: [], steering: { ...AT_FIRST, mode: { typing: "qrs?" } } });
    expect(pressing(["/", "q", "ctrl-c"]).actions).toEqual([{ kind: "quit" }]);
    expect(pressing(["?", "r"])).toEqual({ actions: [], steering: AT_FIRST });
  });

  test("is nothing where there are no units", () => {
    const around = { units: [], log: logsOf([]).linesOf(undefined), pageRows: PAGE };
    for (const key of ["r", "s", "j", "k", "return", "G"]) {
      expect(press(AT_FIRST, keyOf(key), around).action).toBeUndefined();
      expect(press(AT_FIRST, keyOf(key), around).steering.shows).toBeUndefined();
    }
  });
});

describe("reading back", () => {
  const logs = logsOf(Array.from({ length: 35 }, (_, i) => `line ${i}`));

  test("goes by pages, not beyond the beginning, and follows again at the end", () => {
    expect(pressing(["pageup"], { logs }).steering.bottom).toBe(24);
    expect(pressing(["pageup", "pageup", "pageup", "pageup"], { logs }).steering.bottom).toBe(9);
    expect(pressing(["pageup", "pageup", "pagedown"], { logs }).steering.bottom).toBe(24);
    expect(pressing(["pageup", "pagedown"], { logs }).steering.bottom).toBeUndefined();
    expect(pressing(["pageup", "pageup", "escape"], { logs }).steering.bottom).toBeUndefined();
    expect(pressing(["pagedown"], { logs }).steering.bottom).toBeUndefined();
  });

  test("stays where it is while more comes", () => {
    const growing = logsOf(Array.from({ length: 35 }, () => "x"));
    const { steering } = pressing(["pageup"], { logs: growing });
    growing.write("db", "stdout", Buffer.from("y\n".repeat(100)));
    expect(pressing(["pageup"], { from: steering, logs: growing }).steering.bottom).toBe(14);
  });
});

describe("searching", () => {
  const logs = logsOf(Array.from({ length: 100 }, (_, i) => (i % 30 === 5 ? `line ${i}: \x1b[31mTime\x1b[0mout` : `line ${i}`)));
  const found = (keys: readonly string[], other = logs) => pressing(keys, { logs: other }).steering.search?.match;
  const typing = (text: string) => ["/", ...text, "return"];

  test("finds the newest line first, then older ones, then around the end; and the other way", () => {
    const keys = typing("timeout");
    expect([0, 1, 2, 3, 4].map((n) => found([...keys, ...Array<string>(n).fill("n")]))).toEqual([95, 65, 35, 5, 95]);
    expect([1, 2, 3].map((n) => found([...keys, ...Array<string>(n).fill("N")]))).toEqual([5, 35, 65]);
  });

  test("shows a few lines below what was found", () => {
    expect(pressing([...typing("timeout"), "n"], { logs }).steering.bottom).toBe(67);
    expect(pressing(typing("line 99"), { logs }).steering.bottom).toBe(99);
  });

  test("begins where one has read back to", () => {
    expect(found(["pageup", "pageup", "pageup", "pageup", ...typing("timeout")])).toBe(35);
  });

  test("minds capitals where one was typed, and colours never", () => {
    expect(found(typing("Timeout"))).toBe(95);
    expect(found(typing("TIMEOUT"))).toBeUndefined();
  });

  test("says so where nothing matches, and goes on with the next", () => {
    expect(pressing(typing("zebra"), { logs }).steering.search).toEqual({ text: "zebra", match: undefined });
    expect(found([...typing("zebra"), ...typing("line 7")])).toBe(79);
    expect(found(typing("a"), logsOf([]))).toBeUndefined();
  });

  test("is typed as one types: corrected, given up, or nothing at all", () => {
    expect(pressing(["/", "a", "ü", "backspace", "backspace", "b"]).steering.mode).toEqual({ typing: "b" });
    expect(pressing(["/", "a", "backspace", "backspace"]).steering.mode).toBe("units");
    expect(pressing(["/", "a", "escape"])).toEqual({ actions: [], steering: AT_FIRST });
    expect(pressing(["/", "return"])).toEqual({ actions: [], steering: AT_FIRST });
    expect(pressing(["/", "a", "up", "pagedown"]).steering.mode).toEqual({ typing: "a" });
  });

  test("ends with escape, and with another log", () => {
    expect(pressing([...typing("timeout"), "escape"], { logs }).steering).toEqual(AT_FIRST);
    expect(pressing([...typing("timeout"), "j", "return"], { logs }).steering.search).toBeUndefined();
  });

  test("goes on among what is left where what was found has been forgotten", () => {
    const flooded = logsOf(["needle", ...Array.from({ length: 50 }, () => "hay")]);
    const { steering } = pressing(typing("needle"), { logs: flooded });
    expect(steering.search?.match).toBe(0);
    flooded.write("db", "stdout", Buffer.from("hay\n".repeat(10_000)));
    flooded.write("db", "stdout", Buffer.from("needle\nhay\n"));
    expect(pressing(["n"], { from: steering, logs: flooded }).steering.search?.match).toBe(10_051);
    expect(pressing(["N"], { from: steering, logs: flooded }).steering.search?.match).toBe(10_051);
  });
});
