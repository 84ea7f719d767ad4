import {
  type EnvironmentProvider,
  err,
  ok,
  type Result,
  type ShellChoice,
  type ShellHookUse,
  type TaskFile,
  type Variables,
} from "@nix-repo/model";
import { environmentOf } from "../environment-of.ts";
import { askDelegate } from "./ask-delegate.ts";
import type { Recipe } from "./delegate.ts";
import { keepRecipes, keptRecipes, readTaskFile } from "./kept-recipes.ts";

/** What the task files of a workspace can do. */
export interface RecipeBook {
  /** From earlier answers alone: starts neither the tool nor Nix. Undefined where they are not known, or no longer. */
  known(taskFile: TaskFile): readonly Recipe[] | undefined;
  /** Asks the tool where the answer is not known. */
  ask(taskFile: TaskFile, where: AskedIn): Promise<Result<readonly Recipe[]>>;
}

/** Where a tool is asked. */
export interface AskedIn {
  readonly shell: ShellChoice;
  readonly shellHook?: ShellHookUse;
  /** Tools that may come from the caller's PATH. */
  readonly hostTools?: readonly string[];
}

export interface RecipeBookOptions {
  /** `.repo` in the workspace; answers are kept in `recipes/` below it. */
  readonly stateFolder: string;
  /** Called only where a tool has to be asked. */
  readonly provider: () => Promise<Result<EnvironmentProvider>>;
  readonly callerEnv: Variables;
  readonly signal?: AbortSignal;
}

export function createRecipeBook({ stateFolder, provider, callerEnv, signal }: RecipeBookOptions): RecipeBook {
  const answers = new Map<string, Promise<Result<readonly Recipe[]>>>();
  const known = new Map<string, readonly Recipe[]>();
  const turn = createTurns(ASKED_AT_ONCE);

  const recall = (taskFile: TaskFile): readonly Recipe[] | undefined => {
    const before = known.get(taskFile.file);
    if (before !== undefined) return before;
    const reading = readTaskFile(taskFile);
    const recipes = reading === undefined ? undefined : keptRecipes(stateFolder, taskFile, reading);
    if (recipes !== undefined) known.set(taskFile.file, recipes);
    return recipes;
  };

  const ask = async (taskFile: TaskFile, { shell, shellHook = "run", hostTools = [] }: AskedIn): Promise<Result<readonly Recipe[]>> => {
    const before = recall(taskFile);
    if (before !== undefined) return ok(before);
    const reading = readTaskFile(taskFile);
    if (reading === undefined) return err({ code: "file-unreadable", place: { file: taskFile.file }, reason: "it cannot be read" });
    const chosen = await provider();
    if (!chosen.ok) return chosen;
    const environment = await environmentOf(chosen.value, shell);
    if (!environment.ok) return environment;
    const recipes = await turn(() =>
      askDelegate(taskFile, { reading, environment: environment.value, hostTools, shellHook, callerEnv, signal }),
    );
    if (recipes.ok) {
      known.set(taskFile.file, recipes.value);
      keepRecipes(stateFolder, taskFile, { reading, recipes: recipes.value });
    }
    return recipes;
  };

  return {
    known: recall,
    ask(taskFile, where) {
      let answer = answers.get(taskFile.file);
      if (answer === undefined) {
        answer = ask(taskFile, where);
        answers.set(taskFile.file, answer);
      }
      return answer;
    },
  };
}

/**
 * The same book for who may start nothing: a task file that has not been asked counts as one without recipes.
 * `unasked` grows by each of them that was looked into.
 */
export function knownRecipes(book: RecipeBook): { readonly recipes: RecipeBook; readonly unasked: ReadonlySet<TaskFile> } {
  const unasked = new Set<TaskFile>();
  const recipes: RecipeBook = {
    known: book.known,
    async ask(taskFile) {
      const known = book.known(taskFile);
      if (known === undefined) unasked.add(taskFile);
      return ok(known ?? []);
    },
  };
  return { recipes, unasked };
}

const ASKED_AT_ONCE = 8;

/** Lets so many asynchronous works run at once; the others wait in the order in which they came. */
function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
