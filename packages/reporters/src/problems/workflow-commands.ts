import { type CreateMatcher, levelOf } from "./problem-matcher.ts";

/** What tools print for GitHub's runner: `::error file=src/a.ts,line=3,col=5::message`. */
export const matchWorkflowCommands: CreateMatcher = (found) => ({
  take(line) {
    const [, level, properties = "", message = ""] = /^\s*::(error|warning)(?: ([^:]*))?::(.*)$/.exec(line) ?? [];
    if (level === undefined) return;
    const values = new Map(
      properties.split(",").map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1)]),
    );
    const file = values.get("file");
    if (file === undefined) return;
    const [atLine, column] = [Number(values.get("line")), Number(values.get("col"))];
    const place = { file: decoded(file), ...(atLine > 0 ? { line: atLine, ...(column > 0 ? { column } : {}) } : {}) };
    found({ level: levelOf(level), places: [place], message: decoded(message) });
  },
});

function decoded(text: string): string {
  return text.replace(/%(25|0D|0A|3A|2C)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
