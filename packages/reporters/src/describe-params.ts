import type { Param, ParamMistake } from "@nix-repo/model";
import { plainLine } from "./text-width.ts";

/** What is wrong with the values of a verb's parameters: one sentence where it is one thing, else a line for each below. */
export function paramsWording(verb: string, mistakes: readonly ParamMistake[]): { sentence: string; below: readonly string[] } {
  const lines = mistakes.map(mistakeText);
  const help = `repo ${verb} --help shows what it takes`;
  const [only, ...others] = lines;
  if (only !== undefined && others.length === 0) return { sentence: only, below: [help] };
  return { sentence: `${lines.length} things are wrong with the parameters of ${verb}`, below: [...lines, help] };
}

function mistakeText(mistake: ParamMistake): string {
  switch (mistake.kind) {
    case "unknown": {
      const meant = mistake.nearest === undefined ? "; what is for the command stands behind --" : `; did you mean ${mistake.nearest}?`;
      return `there is no parameter --${plainLine(mistake.name)}${meant}`;
    }
    case "missing":
      return `${mistake.task}: --${mistake.name} is required (or the variable ${mistake.variable})`;
    case "valueless":
      return `${mistake.task}: --${mistake.name} needs a value`;
    case "wrong": {
      const { task, value, expected, nearest } = mistake;
      const meant = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      return `${task}: ${whose(mistake)} is "${plainLine(value)}", expected ${expectedText(expected)}${meant}`;
    }
    case "words": {
      const { task, words, takes } = mistake;
      const many = words.length === 1 ? "is one word too many" : "are words too many";
      return `${task}: ${words.map((word) => `"${plainLine(word)}"`).join(", ")} ${many}: it takes ${takes}`;
    }
  }
}

function whose({ name, variable, from }: Extract<ParamMistake, { kind: "wrong" }>): string {
  switch (from) {
    case "command-line":
      return `--${name}`;
    case "caller":
      return `${variable} in your environment`;
    case "dotenv":
      return `${variable} in .env`;
    case "default":
      return `the default of --${name}`;
  }
}

/** `a number`, `one of dev, prod`. */
function expectedText({ kind, choices = [] }: Pick<Param, "kind" | "choices">): string {
  switch (kind) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "choice":
      return choices.length === 1 ? `${choices[0]}` : `one of ${choices.join(", ")}`;
  }
}
