import type { Variables } from "@nix-repo/model";
import { SPECIAL_VARIABLES } from "./bash-start.ts";
import { type HookChange, JOINED_VARIABLES, placeOfCallers, placeOfJoined } from "./hook-change.ts";
import { parseEnvironment } from "./run-hook.ts";

/** A hook that ran once, watched from both sides. */
export interface ObservedHook {
  readonly text: string;
  /** The exported variables that it found, and what `env -0` printed after it. */
  readonly before: Variables;
  readonly after: Buffer;
  /** What its bash knew besides, as `hookScript` dumps it. */
  readonly insideBefore: Buffer;
  readonly insideAfter: Buffer;
  /** Paths that stood where a caller's own value of a joined variable stands. */
  readonly markers: Variables;
}

/** What it changed. */
export function observedChange({ text, before, after, insideBefore, insideAfter, markers }: ObservedHook): HookChange {
  const now = parseEnvironment(after.toString());
  const [insideThen, insideNow] = [parseDump(insideBefore.toString()), parseDump(insideAfter.toString())];
  const place = (text: string) => withPlaces(text, before, markers);
  const assigned: Record<string, string> = {};
  for (const name of SAID_BY_BASH) delete now[name];
  const gone = new Set(Object.keys(before).filter((name) => now[name] === undefined && !MADE_BY_BASH.test(name)));
  for (const name of insideThen.keys()) if (!insideNow.has(name) && now[name] === undefined) gone.add(name);
  for (const name of unsetIn(text)) if (!insideNow.has(name) && now[name] === undefined) gone.add(name);
  for (const [name, value] of insideNow) {
    if (insideThen.get(name) === value || gone.has(name)) continue;
    if (value === ARRAY) gone.add(name);
    else assigned[name] = place(value);
  }
  const exported = Object.entries(now).flatMap(([name, value]) => (value === before[name] ? [] : [[name, place(value)] as const]));
  return { exported: Object.fromEntries(exported), assigned, gone: [...gone] };
}

/** Variables that a hook names to unset them: perhaps only callers have them, so that nothing else would show it. */
function unsetIn(text: string): readonly string[] {
  return [...text.matchAll(/\bunset((?:[ \t]+[\w-]+)+)/g)].flatMap(([, words = ""]) => {
    const [options, names] = [/ -\w+/g, /(?<![\w-])[A-Za-z_]\w*/g].map((pattern) => words.match(pattern) ?? []);
    return options?.some((option) => option.includes("f")) ? [] : (names ?? []);
  });
}

/** Bash never exports one. */
const ARRAY = Symbol("array");

function parseDump(text: string): ReadonlyMap<string, string | typeof ARRAY> {
  const fields = text.split("\0");
  const variables = new Map<string, string | typeof ARRAY>();
  for (let i = 0; i + 2 < fields.length; i += 3) {
    const [name = "", attributes = "", value = ""] = fields.slice(i, i + 3);
    if (!MADE_BY_BASH.test(name)) variables.set(name, /a/i.test(attributes) ? ARRAY : value);
  }
  return variables;
}

/** What a bash tells the command that it starts. */
const SAID_BY_BASH = ["PWD", "SHLVL", "_"];

/** What changes without anybody's doing, and our script's own. An exported one is the hook's doing all the same, but for what bash says of itself. */
const MADE_BY_BASH = new RegExp(`^(${[...SAID_BY_BASH, ...SPECIAL_VARIABLES].join("|")}|PIPESTATUS|BASH_.*|EPOCH.*|nix_saved_.*)$`);

function withPlaces(value: string, before: Variables, markers: Variables): string {
  let text = value;
  for (const name of JOINED_VARIABLES) {
    const [joined = "", marker = ""] = [before[name], markers[name]];
    if (joined.includes(marker)) text = text.replaceAll(joined, () => placeOfJoined(name));
    text = text.replaceAll(marker, () => placeOfCallers(name));
  }
  return text;
}
