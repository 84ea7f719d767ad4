import {
  type BoundParam,
  err,
  type GivenFlag,
  type GivenParams,
  nearest,
  ok,
  type Param,
  type ParamMistake,
  type ParamOrigin,
  type Params,
  type Result,
  type RuntimeVariables,
  type TaskId,
  takesValue,
  type Variables,
} from "@nix-repo/model";
import { mergeRuntimeVariables } from "../runtime-variables.ts";

export interface ParamSources {
  readonly given?: GivenParams | undefined;
  readonly callerEnv: Variables;
  /** The `.env` layers that apply to the task. */
  readonly runtime: Pick<RuntimeVariables, "root" | "service">;
}

/**
 * What the parameters of a task come to: from the command line, else from its variable in the caller's environment or a `.env`, else the default.
 * Flags of other names are passed over. Fails with all that is wrong at once.
 */
export function bindParams(
  params: Params,
  { task, ...sources }: ParamSources & { readonly task: TaskId },
): Result<BoundParam[], ParamMistake[]> {
  const { flags, excess } = assigned(params, sources.given);
  const surrounding = mergeRuntimeVariables(sources.runtime, sources.callerEnv);
  const mistakes: ParamMistake[] = [];
  const bound: BoundParam[] = [];
  for (const [name, param] of Object.entries(params)) {
    const { variable, required } = param;
    const flag = flags.get(name);
    const source = flag === undefined ? surroundingValue(param, surrounding, sources) : givenValue(param, flag);
    const of = { name, variable, ...(required === true ? { required } : {}) };
    if (source === undefined && required === true) mistakes.push({ kind: "missing", task, name, variable });
    if (source === undefined) bound.push(of);
    else if (source === "valueless") mistakes.push({ kind: "valueless", task, name });
    else if (takesValue(param, source.value)) bound.push({ ...of, ...source });
    else mistakes.push(wrong(param, { task, name, ...source }));
  }
  if (excess.length > 0) mistakes.push({ kind: "words", task, words: excess, takes: Object.keys(params).length });
  return mistakes.length === 0 ? ok(bound) : err(mistakes);
}

/** Words fill what no flag gives, in the order in which the parameters are declared. */
function assigned(params: Params, given: GivenParams | undefined): { flags: GivenParams["flags"]; excess: readonly string[] } {
  const { flags = NO_FLAGS, words = [] } = given ?? {};
  if (words.length === 0) return { flags, excess: [] };
  const open = Object.keys(params).filter((name) => !flags.has(name));
  const filled = open.slice(0, words.length).map((name, i): [string, GivenFlag] => [name, { kind: "value", text: words[i] ?? "" }]);
  return { flags: new Map([...flags, ...filled]), excess: words.slice(open.length) };
}

const NO_FLAGS: GivenParams["flags"] = new Map();

interface Sourced {
  readonly value: string;
  readonly from: ParamOrigin;
}

function givenValue({ kind }: Param, flag: GivenFlag): Sourced | "valueless" {
  if (flag.kind === "value") return { value: flag.text, from: "command-line" };
  return kind === "boolean" ? { value: String(!flag.negated), from: "command-line" } : "valueless";
}

function surroundingValue(param: Param, surrounding: Variables, { callerEnv, runtime }: ParamSources): Sourced | undefined {
  const { variable } = param;
  const value = surrounding[variable];
  // CI engines set variables to nothing where they mean none; only a text can be empty.
  if (value !== undefined && (value !== "" || takesValue(param, ""))) {
    const isCallers = callerEnv[variable] === value && runtime.root[variable] !== value;
    return { value, from: isCallers ? "caller" : "dotenv" };
  }
  return param.default === undefined ? undefined : { value: param.default, from: "default" };
}

function wrong(
  { kind, choices, variable }: Param,
  { task, name, value, from }: Sourced & { readonly task: TaskId; readonly name: string },
): ParamMistake {
  const near = nearest(value, kind === "boolean" ? ["true", "false"] : (choices ?? []));
  const expected = { kind, ...(choices === undefined ? {} : { choices }) };
  return { kind: "wrong", task, name, variable, value, from, expected, ...(near === undefined ? {} : { nearest: near }) };
}
