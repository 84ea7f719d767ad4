import type { TaskId } from "./task-id.ts";

/** The parameters of a verb, by name. The task sees the value of each as a variable. */
export type Params = Readonly<Record<string, Param>>;

export interface Param {
  readonly kind: ParamKind;
  /** Of the kind `choice`: one or more. */
  readonly choices?: readonly string[];
  /** As the variable holds it. */
  readonly default?: string;
  /** Whether the verb is not run without a value. */
  readonly required?: boolean;
  /** One line for people. */
  readonly description?: string;
  /** The variable that the task sees, and that the caller may set instead of a flag. */
  readonly variable: string;
}

/** A boolean is `true` or `false`. */
export type ParamKind = "string" | "number" | "boolean" | "choice";

/** Whether a parameter of that kind may have the value. */
export function takesValue({ kind, choices = [] }: Pick<Param, "kind" | "choices">, value: string): boolean {
  switch (kind) {
    case "string":
      return true;
    case "number":
      return NUMBER.test(value);
    case "boolean":
      return value === "true" || value === "false";
    case "choice":
      return choices.includes(value);
  }
}

/** As JSON writes numbers, a plus sign and leading zeros allowed. */
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** What a person gave for the parameters of a verb. */
export interface GivenParams {
  /** By name: `--NAME VALUE`. */
  readonly flags: ReadonlyMap<string, GivenFlag>;
  /** They fill, in order, the parameters that no flag gives. */
  readonly words: readonly string[];
}

export type GivenFlag =
  | { readonly kind: "value"; readonly text: string }
  /** It stood there alone. `negated`: as `--no-NAME`. */
  | { readonly kind: "alone"; readonly negated: boolean };

/** A parameter with what it comes to. Without a value, its variable is not set. */
export interface BoundParam {
  readonly name: string;
  readonly variable: string;
  readonly value?: string;
  readonly from?: ParamOrigin;
  readonly required?: boolean;
}

/** `caller`: the variable, in the caller's environment; `dotenv`: the variable, in a `.env` that applies to the task. */
export type ParamOrigin = "command-line" | "caller" | "dotenv" | "default";

/** What is wrong with the values of parameters. */
export type ParamMistake =
  /** No verb that is meant has such a parameter. `nearest`: a flag that there is. */
  | { readonly kind: "unknown"; readonly name: string; readonly nearest?: string }
  | { readonly kind: "missing"; readonly task: TaskId; readonly name: string; readonly variable: string }
  /** A flag without its value. */
  | { readonly kind: "valueless"; readonly task: TaskId; readonly name: string }
  | {
      readonly kind: "wrong";
      readonly task: TaskId;
      readonly name: string;
      readonly variable: string;
      readonly value: string;
      readonly from: ParamOrigin;
      readonly expected: Pick<Param, "kind" | "choices">;
      readonly nearest?: string;
    }
  /** Words for which no parameter is left. `takes`: how many there are. */
  | { readonly kind: "words"; readonly task: TaskId; readonly words: readonly string[]; readonly takes: number };
