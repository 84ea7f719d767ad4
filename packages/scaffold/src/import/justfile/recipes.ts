import type { Dependency, Expression, Fragment, JustDump } from "./just-dump.ts";

/** A recipe as its text shows it: what is needed to recognise what it is for, of a justfile that just accepts and of one that it refuses. */
export interface Outline {
  readonly name: string;
  /** Names alone. */
  readonly parameters: readonly string[];
  readonly dependencies: readonly { readonly recipe: string; readonly arguments: readonly string[] }[];
  /** With `{{name}}` where a variable is pasted. */
  readonly lines: readonly string[];
  /** 1-based. */
  readonly line?: number;
}

export function outlinesOf({ recipes }: JustDump): Outline[] {
  return Object.values(recipes).map(({ name, parameters, dependencies, body }) => ({
    name,
    parameters: parameters.map((parameter) => parameter.name),
    dependencies: dependencies.map(outlineOfDependency),
    lines: body.map((line) => line.map(textOfFragment).join("")).filter((line) => line.trim() !== ""),
  }));
}

function outlineOfDependency({ recipe, arguments: given }: Dependency): Outline["dependencies"][number] {
  return { recipe, arguments: given.map(textOfExpression) };
}

function textOfFragment(fragment: Fragment): string {
  return typeof fragment === "string" ? fragment : `{{${textOfExpression(fragment[0])}}}`;
}

function textOfExpression(expression: Expression): string {
  if (typeof expression === "string") return expression;
  return expression[0] === "variable" ? String(expression[1]) : "…";
}

/**
 * The recipes of a text that just does not accept: a header in the first column, what follows a colon on its line, and the indented lines below.
 * What stands behind the colon may be dependencies or a command that somebody took for one.
 */
export function outlinesInText(text: string): Outline[] {
  const outlines: (Outline & { lines: string[] })[] = [];
  let isInside = false;
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const header = /^@?([A-Za-z_][\w-]*)((?:\s+[^:=#]+)?)\s*:(?!=)\s*(.*)$/.exec(line);
    if (header !== null) {
      const [, name = "", parameters = "", behind = ""] = header;
      const isCommand = behind.startsWith("@") || /[^\w\s()"'&#:-]/.test(behind.replace(/#.*$/, ""));
      outlines.push({
        name,
        parameters: parameters
          .trim()
          .split(/\s+/)
          .filter((word) => word !== "")
          .map((word) => word.replace(/^[$+*]+/, "").replace(/=.*$/, "")),
        dependencies: isCommand ? [] : dependenciesIn(behind),
        lines: isCommand && behind.trim() !== "" ? [behind.trim()] : [],
        line: i + 1,
      });
      isInside = true;
    } else if (/^\s+\S/.test(line)) {
      if (isInside) outlines.at(-1)?.lines.push(line.trim());
    } else if (line.trim() !== "") isInside = false;
  }
  return outlines;
}

/** `dev ms1` was meant as a dependency with an argument, which just writes in brackets. */
function dependenciesIn(text: string): Outline["dependencies"] {
  const words = text
    .replace(/#.*$/, "")
    .split(/\s+/)
    .filter((word) => word !== "" && word !== "&&");
  return words.map((word) => ({ recipe: word.replaceAll(/[()]/g, ""), arguments: [] }));
}
