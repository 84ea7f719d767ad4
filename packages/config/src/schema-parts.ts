import { DURATION } from "./duration.ts";
import { ADDRESS } from "./readiness.ts";

/**
 * A schema of a value, and what is said of one in several places.
 *
 * Two keywords are ours and appear in nothing that leaves the package: `expected` says in a message what should have stood there, `tsType` is the
 * static type where JSON Schema has no word for it. Where several kinds of value are allowed, their keywords stand side by side (each applies to
 * its own type only) rather than under `anyOf`, whose mistakes nobody can read.
 */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly expected?: string;
}

export const NOT_BLANK = "\\S";

export const text = (description: string, expected: string) => ({ type: "string", pattern: NOT_BLANK, description, expected });
export const list = (description: string, each: string, expected: string) => ({
  type: "array",
  items: { type: "string", pattern: NOT_BLANK, expected: each },
  description,
  expected,
});

export const command = {
  type: ["string", "array"],
  pattern: NOT_BLANK,
  minItems: 1,
  items: { type: "string", expected: "a string" },
  expected: "a bash command or a list of a command and its arguments",
};
export const whole = (description: string, { minimum, maximum }: { minimum: number; maximum?: number }, expected: string) => ({
  type: "integer",
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
  description,
  expected,
});
export const duration = (description: string) => ({
  type: "string",
  pattern: DURATION,
  description,
  expected: "a duration such as 30s, 5m or 1h30m",
});

/** Letters of any script, so that a team may name its service in its own language. No colon: `service:verb` must be read one way only. */
export const SERVICE_NAME = "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$";
export const VERB_NAME = "^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$";
export const VARIABLE_NAME = "^[A-Za-z_][A-Za-z0-9_]*$";

export const serviceNames = {
  pattern: SERVICE_NAME,
  expected: "a service's name: letters, digits, -, _ and ., beginning with a letter, a digit or _",
};
export const verbNames = {
  pattern: VERB_NAME,
  expected: "a verb's name: letters, digits, -, _, . and :, beginning with a letter, a digit or _",
};
export const variableNames = {
  type: "string",
  pattern: VARIABLE_NAME,
  expected: "a variable's name: letters, digits and _, not beginning with a digit",
};

export const shell = {
  type: ["string", "boolean"],
  pattern: NOT_BLANK,
  not: { const: true },
  tsType: "string | false",
  expected: "a devShell's name or false",
};

export const shellHook = {
  enum: ["run", "capture"],
  description:
    "What is done with the devShell's shellHook. `run` (default): it runs at every start, as under `nix develop`. `capture`: it runs once in the workspace's root, with the devShell's tools alone, and the change that it made to exported variables takes its place for as long as the devShell is kept. Whatever it reads (files, the date, the caller's variables) is then as it was that time, and what else it does (writing files, starting processes) is done that once.",
  expected: '"run" or "capture"',
};

export const env = {
  type: ["object", "array"],
  propertyNames: variableNames,
  additionalProperties: {
    type: ["string", "boolean"],
    not: { const: false },
    tsType: "string | true",
    expected: "a string, or true for the caller's own value",
  },
  items: variableNames,
  tsType: "{ readonly [name: string]: string | true } | readonly string[]",
  expected: "an object of variables or a list of their names",
};

export const passEnv = {
  type: "array",
  items: variableNames,
  description: "Variables of the caller that reach the command but never enter a key and are never shown: tokens, agents' sockets.",
  expected: "a list of variables' names",
};
export const hostTools = list(
  "Commands taken from the caller's PATH where the devShell does not have them.",
  "a command's name",
  "a list of commands' names",
);

/** That there is exactly one question is said by `checkReferences`, in words that people can read. */
export const readyWhen = {
  type: "object",
  properties: {
    line: text("A line of its output, colours removed, matches this regular expression.", "a regular expression"),
    tcp: {
      type: ["integer", "string"],
      minimum: 1,
      maximum: 65_535,
      pattern: ADDRESS,
      description: "A port on this machine, or `host:port`, takes connections.",
      expected: "a port (5432) or host:port",
    },
    http: {
      type: "string",
      pattern: "^https?://[^\\s/]",
      description: "This address answers.",
      expected: "an address such as http://localhost:3000/health",
    },
    status: whole(
      "http: the status of the answer. Default: any below 400.",
      { minimum: 100, maximum: 599 },
      "a status of HTTP, such as 200",
    ),
    command: { ...command, description: "This command ends with 0, in the verb's own environment." },
    timeout: duration("How long that may take. Default: `60s`."),
  },
  additionalProperties: false,
  description: "When a persistent verb counts as ready for what depends on it; left out, as soon as it has started.",
  expected: "an object with one of line, tcp, http and command",
};
