import { err, ok, type Result, type Variables } from "@nix-repo/model";

/** The registry's flags, then those of `REPO_NIX_FLAGS`: words between spaces; quotes hold words together, as a shell has it. */
export function nixFlags(registered: readonly string[], env: Variables): Result<readonly string[]> {
  const text = env.REPO_NIX_FLAGS ?? "";
  if (text.trim() === "") return ok(registered);
  const words: string[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const word = WORD.exec(rest)?.[0] ?? "";
    if (word === "") return err({ code: "usage", message: `REPO_NIX_FLAGS has a quote that is not closed: ${text}` });
    words.push(word.replaceAll(PART, (_, single, double, escaped) => single ?? double?.replaceAll(/\\(["\\])/g, "$1") ?? escaped));
    rest = rest.slice(word.length).trimStart();
  }
  return ok([...registered, ...words]);
}

const WORD = /^(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S])+(?=\s|$)/;
const PART = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g;
