import { FailedTest } from "./failed-test.ts";
import { type CreateMatcher, levelOf, type OnSighting, placeOf } from "./problem-matcher.ts";

/** rustc, clippy and cargo: `error[E0308]: mismatched types`, below it ` --> src/main.rs:2:18`; and panics, as tests print them. */
export const matchRust: CreateMatcher = (found) => {
  const panics = matchPanics(found);
  let head: { readonly level: "error" | "warning"; readonly message: string } | undefined;
  return {
    take(line) {
      panics.take(line);
      const [, level, code, message = ""] = /^(error|warning)(?:\[([\w:]+)\])?: (\S.*)/.exec(line) ?? [];
      if (level !== undefined) {
        head = { level: levelOf(level), message: code === undefined ? message : `${message} (${code})` };
        return;
      }
      if (head === undefined) return;
      const at = /^\s*--> (?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(line)?.groups;
      if (at !== undefined) found({ ...head, places: [placeOf(at)] });
      // A headline may be followed by its own further lines, which are set in.
      if (at !== undefined || !/^\s/.test(line)) head = undefined;
    },
    end: panics.end,
  };
};

/**
 * Since Rust 1.73 the place comes first, with the message on the lines below; before, all was one line, with the place at its end, unless the message had
 * several.
 */
function matchPanics(found: OnSighting) {
  let panic: FailedTest | undefined;
  /** Of the older form, while the message goes on. */
  let isQuoted = false;
  const end = () => {
    panic?.end();
    panic = undefined;
    isQuoted = false;
  };
  const endQuoted = (line: string) => {
    const quote = line.lastIndexOf("', ");
    const at = quote === -1 ? undefined : /^(?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(line.slice(quote + 3))?.groups;
    panic?.say(at === undefined ? line : line.slice(0, quote));
    if (at === undefined) return;
    panic?.see(placeOf(at));
    end();
  };
  return {
    take(line: string) {
      const [, thread, rest] = /^thread '([^']*)'(?: \(\d+\))? panicked at (\S.*)/.exec(line) ?? [];
      if (thread !== undefined && rest !== undefined) {
        end();
        panic = new FailedTest(found, thread);
        isQuoted = rest.startsWith("'");
        if (isQuoted) return endQuoted(rest.slice(1));
        const at = /^(?<file>.+):(?<line>\d+):(?<column>\d+):$/.exec(rest)?.groups;
        if (at === undefined) panic = undefined;
        else panic.see(placeOf(at));
        return;
      }
      if (panic === undefined) return;
      if (isQuoted) {
        if (line === "" || line.startsWith("note: ")) end();
        else endQuoted(line);
      } else if (line === "" || line.startsWith("note: ") || line === "stack backtrace:") end();
      else panic.say(line);
    },
    end,
  };
}
