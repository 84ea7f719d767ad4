import { type Run, shellWord, type Verb } from "@nix-repo/model";

/** What a task runs, in one line, as a person would type it: `just test`, `npm run build`. */
export function commandText({ run, source }: Pick<Verb, "run" | "source">, args: readonly string[] = []): string {
  const text = source.kind === "delegate" ? `${source.tool} ${source.recipe}` : runText(run);
  return args.length === 0 ? text : `${text} ${oneLine(args.map(shellWord).join(" "))}`;
}

/** What a command runs, in one line. */
export function runText(run: Run): string {
  return oneLine(run.kind === "argv" ? run.argv.map(shellWord).join(" ") : run.script.trim());
}

function oneLine(text: string): string {
  const [first = "", ...rest] = text.split("\n");
  return rest.length === 0 ? first : `${first} …`;
}
