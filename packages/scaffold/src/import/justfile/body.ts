import { type Constants, constantValue, UNKNOWN } from "./constants.ts";
import type { Expression, Fragment, Parameter, Recipe } from "./just-dump.ts";

/** A line of a recipe with everything filled in but its parameters, which it sees as variables; or why that would be another line. */
export type FilledLine = { readonly text: string } | { readonly why: string };

export interface Filling {
  readonly constants: Constants;
  readonly parameters: readonly Parameter[];
  /** The variable in which the recipe sees a parameter. */
  readonly variableOf: (parameter: string) => string;
}

/**
 * `{{x}}` pastes text into a command. A variable that always says the same is pasted here and now; a parameter can only become a variable where just
 * quotes it as a word of its own: `{{quote(x)}}`, outside of any other quotes.
 */
export function fillLine(fragments: readonly Fragment[], filling: Filling): FilledLine {
  let text = "";
  for (const fragment of fragments) {
    if (typeof fragment === "string") {
      text += fragment.replaceAll("{{{{", "{{");
      continue;
    }
    const filled = fillExpression(fragment[0], text, filling);
    if ("why" in filled) return filled;
    text += filled.text;
  }
  return { text };
}

function fillExpression(expression: Expression, before: string, { constants, parameters, variableOf }: Filling): FilledLine {
  const isParameter = (name: unknown): name is string => parameters.some((parameter) => parameter.name === name);
  const quoted = quotedVariable(expression);
  if (isParameter(quoted)) {
    if (!isOutsideOfQuotes(before)) return { why: `{{quote(${quoted})}} stands where quotes, expansions or comments may be open` };
    return { text: `"$${variableOf(quoted)}"` };
  }
  if (Array.isArray(expression) && expression[0] === "variable" && isParameter(expression[1]))
    return { why: `{{${expression[1]}}} pastes what is given into the text of a command` };
  const value = constantValue(expression, (name) =>
    isParameter(name) ? { why: "a parameter" } : (constants.get(name) ?? { why: UNKNOWN }),
  );
  return typeof value === "string" ? { text: value } : { why: `a line holds ${value.why}, known only when it runs` };
}

function quotedVariable(expression: Expression): unknown {
  if (!Array.isArray(expression)) return undefined;
  const [operation, name, argument] = expression as readonly unknown[];
  return operation === "call" && name === "quote" && Array.isArray(argument) && argument[0] === "variable" ? argument[1] : undefined;
}

/** Rather too often no: only closed quotes without expansions may stand in front. */
function isOutsideOfQuotes(before: string): boolean {
  return /^(?:[^'"`$\\#<(){}]|'[^']*'|"(?:[^"`$\\]|\$[A-Za-z_]\w*)*"|\$[A-Za-z_]\w*)*$/.test(before);
}

/** The lines as just executes them: those that end with a backslash joined with the next, comments and blank lines left out. */
export function linesOf({ body }: Recipe): readonly (readonly Fragment[])[] {
  const lines: (readonly Fragment[])[] = [];
  let joined: Fragment[] | undefined;
  for (const line of body) {
    const [first, ...others] = line;
    const fragments = joined === undefined ? line : [...joined, ...(typeof first === "string" ? [first.trimStart(), ...others] : line)];
    const last = fragments.at(-1);
    if (typeof last === "string" && last.endsWith("\\")) {
      joined = [...fragments.slice(0, -1), last.slice(0, -1)];
      continue;
    }
    joined = undefined;
    lines.push(fragments);
  }
  if (joined !== undefined) lines.push(joined);
  return lines;
}
