import { describe, expect, test } from "@jest/globals";
import { readProcfile } from "../../src/index.ts";

function read(text: string) {
  return readProcfile({ file: "/place/Procfile", text });
}

describe("a Procfile", () => {
  test("names processes and their commands", () => {
    const text = '\uFEFF# processes\n\nweb: node server.js --port $PORT\r\n  worker_2-b :   sh -c "a: b # c"  \n\t# comment\nX:y\n';
    expect(read(text)).toEqual({
      ok: true,
      value: [
        { name: "web", command: "node server.js --port $PORT", place: { file: "/place/Procfile", line: 3, column: 1 } },
        { name: "worker_2-b", command: 'sh -c "a: b # c"', place: { file: "/place/Procfile", line: 4, column: 3 } },
        { name: "X", command: "y", place: { file: "/place/Procfile", line: 6, column: 1 } },
      ],
    });
  });

  test("may be empty", () => {
    expect(read("")).toEqual({ ok: true, value: [] });
    expect(read("# nothing\r\n\r\n")).toEqual({ ok: true, value: [] });
  });

  test("tells all its mistakes at once", () => {
    const result = read("web: a\nno colon here\nw b: c\n: d\nempty:  \nweb: again\nweb: a third time\nü: x\n");
    expect(
      result.ok ? [] : result.error.map(({ place, length, message, excerpt }) => [place.line, place.column, length, message, excerpt]),
    ).toEqual([
      [2, 1, 13, 'expected "name: command"', "no colon here"],
      [3, 1, 3, 'expected a name out of letters, digits, "_" and "-", got "w b"', "w b: c"],
      [4, 1, 1, 'expected a name out of letters, digits, "_" and "-", got ""', ": d"],
      [5, 6, 1, 'expected a command after "empty:"', "empty:  "],
      [6, 1, 3, 'expected each name once, got "web" again after line 1', "web: again"],
      [7, 1, 3, 'expected each name once, got "web" again after line 1', "web: a third time"],
      [8, 1, 1, 'expected a name out of letters, digits, "_" and "-", got "ü"', "ü: x"],
    ]);
  });

  test("of a stranger ends in so many mistakes that somebody may read them", () => {
    const result = read("x\n".repeat(1_000_000));
    expect(result.ok ? 0 : result.error.length).toBe(100);
  });
});
