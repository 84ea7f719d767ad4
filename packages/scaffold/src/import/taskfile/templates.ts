import { isObject, textOf } from "../yaml-file.ts";

/** What `{{.NAME}}` always stands for, by name; of the others, in one clause, why nobody can tell. */
export type Variables = ReadonlyMap<string, { readonly value: string } | { readonly why: string }>;

/** Adds the `vars` of a Taskfile or a task to those around it. A value may be made of those before it. */
export function withVars(around: Variables, vars: unknown): Variables {
  if (!isObject(vars)) return around;
  const all = new Map(around);
  for (const [name, value] of Object.entries(vars)) {
    const text = textOf(value);
    const filled =
      text === undefined
        ? { why: `{{.${name}}} is ${isObject(value) && "sh" in value ? "what a command prints" : "no text"}` }
        : fillTemplate(text, all);
    all.set(name, "text" in filled ? { value: filled.text } : { why: filled.why });
  }
  return all;
}

/** A text with every `{{.NAME}}` filled in whose value is always the same; or why that cannot be. */
export function fillTemplate(text: string, variables: Variables): { readonly text: string } | { readonly why: string } {
  let why: string | undefined;
  const filled = text.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (whole: string, inside: string) => {
    const name = /^\.([A-Za-z_]\w*)$/.exec(inside)?.[1];
    const isTrimming = whole.startsWith("{{-") || whole.endsWith("-}}");
    const found = name === undefined || isTrimming ? undefined : variables.get(name);
    if (found !== undefined && "value" in found) return found.value;
    why ??= found === undefined ? `{{${inside}}} is known only when it runs` : found.why;
    return "";
  });
  if (why === undefined && filled.includes("{{") && text.includes("{{")) why = "it has a template that cannot be read";
  return why === undefined ? { text: filled } : { why };
}
