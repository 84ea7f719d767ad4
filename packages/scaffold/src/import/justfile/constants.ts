import type { Expression, JustDump } from "./just-dump.ts";

/** What the variables of a justfile always are; of the others, what they are instead. */
export type Constants = ReadonlyMap<string, Constant>;
/** `why` can follow "it holds": `what a command prints`. */
export type Constant = { readonly value: string } | { readonly why: string };

export const UNKNOWN = "an expression";

export function constantsOf({ assignments }: JustDump): Constants {
  const constants = new Map<string, Constant>();
  const open = new Set<string>();
  const find = (name: string): Constant => {
    const known = constants.get(name);
    if (known !== undefined) return known;
    const assignment = assignments[name];
    if (assignment === undefined || open.has(name)) return { why: UNKNOWN };
    open.add(name);
    const found = constantValue(assignment.value, find);
    const result = typeof found === "string" ? { value: found } : { why: `${name} (${found.why})` };
    constants.set(name, result);
    return result;
  };
  for (const name of Object.keys(assignments)) find(name);
  return constants;
}

/** The string that an expression always is, or what it is instead. */
export function constantValue(expression: Expression, find: (name: string) => Constant): string | { readonly why: string } {
  if (typeof expression === "string") return expression;
  const [operation, ...operands] = expression as readonly [string, ...(Expression | null)[]];
  switch (operation) {
    case "variable": {
      const found = find(String(operands[0]));
      return "value" in found ? found.value : found;
    }
    case "concatenate":
    case "join": {
      const parts = operands.map((operand) => (operand === null ? "" : constantValue(operand, find)));
      const unknown = parts.find((part) => typeof part !== "string");
      return unknown ?? parts.join(operation === "join" ? "/" : "");
    }
    case "evaluate":
      return { why: "what a command prints" };
    case "call":
      return { why: `what ${String(operands[0])}() says` };
    default:
      return { why: UNKNOWN };
  }
}
