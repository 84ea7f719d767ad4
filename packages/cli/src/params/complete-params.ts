import { type Param, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import type { Candidate } from "../actions/complete-values.ts";
import { verbsWithParams } from "./known-params.ts";
import { takeFlags } from "./take-params.ts";

interface Typed {
  readonly command: string;
  /** What stands behind the command. */
  readonly words: readonly string[];
  /** The word to complete, perhaps empty. */
  readonly typed: string;
  readonly previous: string | undefined;
}

export interface ParamCandidates {
  /** Whether the word can be nothing else: the flag before it takes a value. */
  readonly only: boolean;
  readonly candidates: readonly Candidate[];
}

/**
 * What the parameters of a verb offer for a word.
 * @returns undefined where nothing that is meant has parameters.
 */
export async function completeParams(
  workspace: Workspace,
  { command, words, typed, previous }: Typed,
): Promise<ParamCandidates | undefined> {
  const all = await verbsWithParams(workspace, { command, words });
  if (all.length === 0) return undefined;
  const named = all.filter(({ service }) => words.includes(service));
  const verbs = named.length === 0 ? all : named;
  const params = new Map(verbs.toReversed().flatMap((verb) => Object.entries(verb.params)));
  const before = previous?.startsWith("--") ? params.get(previous.slice(2)) : undefined;
  if (before !== undefined && before.kind !== "boolean") return { only: true, candidates: valuesOf(before) };
  const flag = /^--([^=]+)=/.exec(typed)?.[1];
  if (flag !== undefined) {
    const param = params.get(flag);
    return { only: true, candidates: param === undefined ? [] : valuesOf(param).map(({ name }) => ({ name: `--${flag}=${name}` })) };
  }
  if (typed.startsWith("-")) return { only: false, candidates: [...params].flatMap(([name, param]) => flagsOf(name, param)) };
  const own = verbs.find(({ service }) => service === WORKSPACE_SERVICE);
  if (own === undefined) return { only: false, candidates: [] };
  const taken = takeFlags(words, { params, isName: () => true });
  const open = Object.entries(own.params).filter(([name]) => !taken.flags.has(name));
  const next = open[taken.words.filter((word) => !word.startsWith("-")).length]?.[1];
  return { only: false, candidates: next === undefined ? [] : valuesOf(next) };
}

function valuesOf({ kind, choices = [] }: Param): readonly Candidate[] {
  return (kind === "boolean" ? ["true", "false"] : choices).map((name) => ({ name }));
}

function flagsOf(name: string, { kind, description = "" }: Param): Candidate[] {
  const flag = { name: `--${name}`, description };
  return kind === "boolean" ? [flag, { name: `--no-${name}`, description }] : [flag];
}
