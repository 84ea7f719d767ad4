import { opened, successOf, workspaceOf } from "../opening.ts";

export interface Shown {
  readonly run: string | readonly string[];
  readonly [option: string]: unknown;
}

/** What a stack gives a service whose folder (`code/a`) has the given files, as the registry would write it. */
export async function stackVerbs(
  stack: string,
  files: Readonly<Record<string, string>> = {},
  registry: object = {},
): Promise<Record<string, Shown>> {
  using folder = workspaceOf({
    "services.config.json": JSON.stringify({ root: "code", services: { a: { path: "a", stack } }, ...registry }),
    "code/a/.keep": "",
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name.startsWith("/") ? name.slice(1) : `code/a/${name}`, text])),
  });
  const service = successOf(await (await opened(folder)).service("a"));
  return Object.fromEntries(
    [...service.verbs].map(([name, { stack: entry }]) => [
      name,
      { run: entry?.run?.kind === "bash" ? entry.run.script : (entry?.run?.argv ?? []), ...entry?.options },
    ]),
  );
}

/** Only what is run, words of an argv between spaces. */
export async function commands(stack: string, files: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
  const verbs = await stackVerbs(stack, files);
  return Object.fromEntries(Object.entries(verbs).map(([name, { run }]) => [name, typeof run === "string" ? run : run.join(" ")]));
}
