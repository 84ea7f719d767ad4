import { parseArgs } from "node:util";
import { type GivenFlag, type GivenParams, ok, type Param, type Result } from "@nix-repo/model";
import type { CommandLine } from "../command-line.ts";
import { isOwnCommand, OWN_FLAGS } from "../command-names.ts";
import type { Io } from "../io.ts";
import { openSession } from "../open-session.ts";
import { verbsWithParams } from "./known-params.ts";

export interface Taken {
  /** What is left, for the parser of our own flags. */
  readonly words: readonly string[];
  readonly flags: GivenParams["flags"];
}

/**
 * Takes the flags of parameters out of a command line that has some that are not ours.
 *
 * Which there are is known only when the registry is read, and whether a word is a flag's value only when it is known what the flag takes. So it is
 * asked after our own flags did not suffice: a command line without parameters costs nothing more.
 * @returns undefined where nothing that is meant has parameters. Fails as opening the workspace does.
 */
export async function takeParams({ name, words }: CommandLine, io: Io): Promise<Result<Taken | undefined>> {
  if (name === undefined || (isOwnCommand(name) && name !== "run")) return ok(undefined);
  const { cwd } = parseArgs({ args: [...words], strict: false, options: { cwd: { type: "string", short: "C" } } }).values;
  const session = await openSession({ ...NO_FLAGS, cwd: typeof cwd === "string" ? cwd : undefined }, io);
  if (!session.ok) return session;
  const { workspace } = session.value;
  const verbs = await verbsWithParams(workspace, { command: name, words: words.slice(1) });
  if (verbs.length === 0) return ok(undefined);
  // Where services differ in what a flag takes, the first has the say: it is one that was named, where one was.
  const params = new Map(verbs.toReversed().flatMap((verb) => Object.entries(verb.params)));
  return ok(takeFlags(words, { params, isName: (word) => word.includes(":") || workspace.serviceNames.includes(word) }));
}

const NO_FLAGS = { cwd: undefined, provider: undefined, color: undefined, verbose: false };

interface Known {
  readonly params: ReadonlyMap<string, Param>;
  /** Whether a word names a service or a task, and so is no value of a flag that nobody knows. */
  readonly isName: (word: string) => boolean;
}

/** Flags that are neither ours nor a parameter's are taken as well: all that is wrong is said at once. */
export function takeFlags(words: readonly string[], { params, isName }: Known): Taken {
  const flags = new Map<string, GivenFlag>();
  const gone = new Set<number>();
  const valued = [...params].filter(([, { kind }]) => kind !== "boolean").map(([name]) => [name, { type: "string" }] as const);
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: { ...Object.fromEntries(valued), ...OURS },
  });
  for (const token of tokens) {
    if (token.kind !== "option" || !token.rawName.startsWith("--") || isOurs(token.rawName)) continue;
    const { index, name, value, inlineValue } = token;
    gone.add(index);
    if (params.get(name.replace(/^no-/, ""))?.kind === "boolean" && !params.has(name)) {
      flags.set(name.slice(3), { kind: "alone", negated: true });
    } else if (value === undefined || (inlineValue !== true && value.startsWith("--"))) {
      const next = words[index + 1];
      // So that one flag that was mistyped is not two mistakes.
      if (!params.has(name) && next !== undefined && !next.startsWith("-") && !isName(next)) gone.add(index + 1);
      flags.set(name, { kind: "alone", negated: false });
    } else {
      if (inlineValue !== true) gone.add(index + 1);
      flags.set(name, { kind: "value", text: value });
    }
  }
  return { words: words.filter((_, i) => !gone.has(i)), flags };
}

/** Those whose value could be taken for a flag of its own. */
const OURS = { cwd: { type: "string", short: "C" }, provider: { type: "string" } } as const;

function isOurs(flag: string): boolean {
  return (OWN_FLAGS as readonly string[]).includes(flag.replace(/^--no-/, "--")) || (OWN_FLAGS as readonly string[]).includes(flag);
}
