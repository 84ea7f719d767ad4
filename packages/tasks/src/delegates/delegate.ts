import type { TaskFile, TaskFileTool } from "@nix-repo/model";

/** One kind of task file: how to ask its tool what recipes there are, and how to have it run one. */
export interface Delegate {
  readonly tool: TaskFileTool;
  /** What to add to a devShell that lacks the tool: its attribute in nixpkgs. */
  readonly nixPackage: string;
  /** Files besides `file` whose content decides what recipes there are, as far as its text names them. Absolute; they may be absent. */
  includes(file: string, text: string): readonly Include[];
  /** What to execute, in the task file's folder, to be told the recipes. It starts none of them. */
  question(file: TaskFile, includes: readonly Include[]): readonly string[];
  /** The recipes that a person may run. Throws where the answer is not what the tool documents. */
  recipes(answer: string, file: TaskFile): readonly Recipe[];
  /** Runs one recipe. What stands after `--` is appended behind `beforeArgs`. */
  command(file: TaskFile, recipe: string): readonly string[];
  /** What the tool wants between a recipe and arguments that are for the recipe; only where there are any. */
  readonly beforeArgs: readonly string[];
}

export interface Include {
  readonly file: string;
  /** As the task file spells it. */
  readonly name: string;
  readonly optional: boolean;
}

export interface Recipe {
  readonly name: string;
  readonly doc?: string;
  /** For people, as the tool itself shows them: `target="all"`, `*args`. */
  readonly parameters?: string;
  /** Where it is defined; its line is 1-based and left out where it cannot be told. */
  readonly file: string;
  readonly line?: number;
}
