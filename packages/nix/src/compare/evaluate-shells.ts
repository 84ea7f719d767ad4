import type { Result } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import type { FlakeReference } from "../flake-reference.ts";
import { nixJson } from "../nix-json.ts";
import { saysShellIsMissing } from "../nix-message.ts";
import type { NixError, NixRunner } from "../run-nix.ts";
import { fragmentOf, printAttributePath } from "../shell-name.ts";
import type { ShellPlace, ShellQuestion } from "./shell-question.ts";

/** What a flake says of a devShell. */
export type EvaluatedShell =
  /** `shell`: its name for people. */
  | { readonly kind: "derivation"; readonly drvPath: string; readonly shell: string }
  | { readonly kind: "absent" }
  | { readonly kind: "broken" };

export interface EvaluationRequest {
  readonly nix: NixRunner;
  readonly flake: FlakeReference;
  /** By keys of the caller's. */
  readonly questions: ReadonlyMap<string, ShellQuestion>;
}

type Answers = Map<string, EvaluatedShell>;

/**
 * The derivations of many devShells of one flake, by one evaluation where all of them stand where devShells stand and none is broken in a way that the
 * language cannot catch. Writes nothing but what Nix writes into its store.
 *
 * @returns an error where Nix itself does not work, or is interrupted
 */
export async function evaluateShells({ nix, flake, questions }: EvaluationRequest): Promise<Result<Answers, NixError>> {
  const answers: Answers = new Map();
  let flakeHasShells = false;
  let pending = [...questions].map(([key, question]) => ({ key, question, places: question.places }));
  while (pending.length > 0) {
    const bySet = Map.groupBy(pending, ({ places: [place] }) => fragmentOf(place?.set ?? []));
    for (const [set, asked] of bySet) {
      const paths = asked.map(({ places: [place] }) => place?.paths ?? []);
      const said = await askSet({ nix, flake, set }, paths);
      if (!said.ok) return said;
      if (set.startsWith("devShells.") && said.value.hasNames) flakeHasShells = true;
      for (const [i, { key, question }] of asked.entries()) {
        const answer = said.value.answers[i] ?? NOT_THERE;
        if (answer.kind === "found") answers.set(key, derivationOf(question, answer));
        else if (answer.kind === "broken") answers.set(key, { kind: "broken" });
      }
    }
    pending = pending
      .filter(({ key }) => !answers.has(key))
      .map(({ places, ...rest }) => ({ ...rest, places: places.slice(1).filter(counts) }))
      .filter(({ key, places }) => places.length > 0 || answers.set(key, { kind: "absent" }) === undefined);
  }
  return ok(answers);

  function counts({ withoutShells }: ShellPlace): boolean {
    return !(withoutShells && flakeHasShells);
  }
}

function derivationOf({ shell, flake, places }: ShellQuestion, { path, drvPath }: Answer & { kind: "found" }): EvaluatedShell {
  const isOneOfSeveral = flake === undefined && (places[0]?.paths.length ?? 0) > 1 && path.length > 0;
  return { kind: "derivation", drvPath, shell: isOneOfSeveral ? printAttributePath(path) : shell };
}

type Answer =
  | { readonly kind: "found"; readonly path: readonly string[]; readonly drvPath: string }
  | { readonly kind: "absent" }
  | { readonly kind: "broken" };

const NOT_THERE: Answer = { kind: "absent" };
const BROKEN: Answer = { kind: "broken" };

interface SetOfShells {
  readonly nix: NixRunner;
  readonly flake: FlakeReference;
  /** As it follows `#`. */
  readonly set: string;
}

type Paths = ShellPlace["paths"];

interface SetAnswers {
  readonly hasNames: boolean;
  readonly answers: readonly Answer[];
}

async function askSet(at: SetOfShells, wanted: readonly Paths[]): Promise<Result<SetAnswers, NixError>> {
  if (wanted.length > 1 && Buffer.byteLength(derivationsOf(wanted)) > LONGEST) return await byHalves(wanted, (half) => askSet(at, half));
  const said = await askTogether(at, wanted);
  if (said.ok || said.error.kind !== "failed") return said;
  // Whether the flake as a whole is broken, one of the shells is, or Nix does not work.
  if (wanted.length > 1) {
    const opened = await evaluate(at, "_: true");
    if (opened.ok) return await byHalves(wanted, (half) => findBroken(at, half));
    if (opened.error.kind !== "failed") return opened;
  }
  const works = await at.nix.run({ args: ["eval", "--raw", "--expr", 'builtins.toFile "repo" ""'], cwd: at.flake.cwd, withFlags: false });
  return works.ok ? ok(allBroken(wanted)) : said;
}

/** An argument of a process may have 128 KiB on Linux. */
const LONGEST = 120_000;

/** Where the set as a whole can be evaluated. */
async function findBroken(at: SetOfShells, wanted: readonly Paths[]): Promise<Result<SetAnswers, NixError>> {
  const said = await askTogether(at, wanted);
  if (said.ok || said.error.kind !== "failed") return said;
  return wanted.length === 1 ? ok(allBroken(wanted)) : await byHalves(wanted, (half) => findBroken(at, half));
}

async function byHalves(
  wanted: readonly Paths[],
  ask: (half: readonly Paths[]) => Promise<Result<SetAnswers, NixError>>,
): Promise<Result<SetAnswers, NixError>> {
  const middle = Math.ceil(wanted.length / 2);
  const first = await ask(wanted.slice(0, middle));
  if (!first.ok) return first;
  const second = await ask(wanted.slice(middle));
  if (!second.ok) return second;
  const halves = [first.value, second.value];
  return ok({ hasNames: halves.some(({ hasNames }) => hasNames), answers: halves.flatMap(({ answers }) => answers) });
}

function allBroken(wanted: readonly Paths[]): SetAnswers {
  return { hasNames: true, answers: wanted.map(() => BROKEN) };
}

async function askTogether(at: SetOfShells, wanted: readonly Paths[]): Promise<Result<SetAnswers, NixError>> {
  const said = await evaluate(at, derivationsOf(wanted));
  if (!said.ok) {
    if (said.error.kind !== "failed" || !saysShellIsMissing(said.error.stderr)) return said;
    return ok({ hasNames: false, answers: wanted.map(() => NOT_THERE) });
  }
  const { hasNames, answers } = JSON.parse(said.value) as { hasNames: boolean; answers: readonly (string | null)[] };
  return ok({ hasNames, answers: answers.map(readAnswer) });
}

async function evaluate({ nix, flake, set }: SetOfShells, apply: string): Promise<Result<string, NixError>> {
  // What was evaluated before is of no use for a function's result, and remembers what failed for a moment.
  const options = ["--option", "eval-cache", "false", "--no-write-lock-file"];
  return await nix.run({ args: ["eval", "--json", ...options, `${flake.reference}#${set}`, "--apply", apply], cwd: flake.cwd });
}

function readAnswer(answer: string | null): Answer {
  if (answer === null) return BROKEN;
  if (answer === "") return NOT_THERE;
  const [path, drvPath] = JSON.parse(answer) as [readonly string[], string];
  return { kind: "found", path, drvPath };
}

/** A function from a set to what it has of each: null where that throws, "" where there is no derivation, otherwise its path and its derivation's. */
function derivationsOf(wanted: readonly Paths[]): string {
  return `shells: let
  has = value: path: path == [ ] || (builtins.isAttrs value && value ? \${builtins.head path} && has value.\${builtins.head path} (builtins.tail path));
  at = value: path: if path == [ ] then value else at value.\${builtins.head path} (builtins.tail path);
  answer = paths: let tried = builtins.tryEval (tell (builtins.filter (has shells) paths)); in if tried.success then tried.value else null;
  tell = found: if found == [ ] then "" else derivation (builtins.head found) (at shells (builtins.head found));
  derivation = path: value: if builtins.isAttrs value && value ? drvPath then builtins.toJSON [ path value.drvPath ] else "";
in {
  hasNames = builtins.isAttrs shells && shells != { };
  answers = map answer (builtins.fromJSON ${nixJson(wanted)});
}`;
}
