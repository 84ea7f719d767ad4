import { STACK_NAMES } from "@nix-repo/config";
import { readTemplate, type TemplateVariable, templateNames, whyNoValue } from "@nix-repo/scaffold";
import { askLine } from "../ask-line.ts";
import type { Io } from "../io.ts";

/** What there is to choose from: the stacks, then the team's own templates with what they say of themselves. */
export async function choicesOf(root: string): Promise<readonly Choice[]> {
  const stacks = STACK_NAMES.map((name): Choice => ({ kind: "stack", name, description: "" }));
  const templates = templateNames(root).map(async (name): Promise<Choice> => {
    const read = await readTemplate(root, name);
    const description = read.ok ? (read.value.manifest.description ?? "") : "it cannot be used as it is";
    return { kind: "template", name, description };
  });
  return [...stacks, ...(await Promise.all(templates))];
}

export interface Choice {
  readonly kind: "stack" | "template";
  readonly name: string;
  readonly description: string;
}

/** A line for each, numbered where numbers are what is to be typed. */
export function choiceLines(choices: readonly Choice[], { numbered }: { numbered: boolean }): string {
  const width = Math.max(...choices.map(({ name }) => name.length));
  const lines = choices.map(({ kind, name, description }, i) => {
    const number = numbered ? `${String(i + 1).padStart(2)}  ` : "";
    return `  ${number}${name.padEnd(width)}  ${kind}  ${description}`.trimEnd();
  });
  return `${lines.join("\n")}\n`;
}

/** Asks until one of them is named, by its number or its name; undefined where the user went away. */
export async function askSource(root: string, io: Io): Promise<Choice | undefined> {
  const choices = await choicesOf(root);
  io.stderr.write(`what is it to be made of?\n${choiceLines(choices, { numbered: true })}`);
  for (;;) {
    const answer = askLine("number or name: ", io)?.trim();
    if (answer === undefined) return undefined;
    const chosen = choices.find(({ name }, i) => answer === name || answer === String(i + 1));
    if (chosen !== undefined) return chosen;
  }
}

/** Asks until there is a value that the variable takes; undefined where its default is meant, or the user went away. */
export function askVariable(variable: TemplateVariable, io: Io): string | undefined {
  const { name, description, kind, choices, required } = variable;
  const of = kind === "boolean" ? " (true, false)" : kind === "choice" ? ` (${choices.join(", ")})` : "";
  const fallback = variable.default === undefined ? "" : ` [${variable.default}]`;
  for (;;) {
    const answer = askLine(`${name}${description === undefined ? "" : `: ${description}`}${of}${fallback}: `, io);
    if (answer === undefined || (answer === "" && (variable.default !== undefined || !required))) return undefined;
    const why = answer === "" ? "it is needed" : whyNoValue(variable, answer);
    if (why === undefined) return answer;
    io.stderr.write(`  ${why}\n`);
  }
}
