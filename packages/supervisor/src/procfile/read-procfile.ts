import { type Diagnostic, err, ok, type Place, type Result } from "@nix-repo/model";

/** One line of a Procfile. */
export interface ProcfileProcess {
  readonly name: string;
  /** For a shell, as it stands. */
  readonly command: string;
  readonly place: Place;
}

/**
 * The processes of a Procfile: a line `name: command` for each; blank lines and lines that begin with `#` say nothing.
 * @param file absolute, for the places in diagnostics
 * @returns all wrong lines at once
 */
export function readProcfile({ file, text }: { file: string; text: string }): Result<readonly ProcfileProcess[], readonly Diagnostic[]> {
  const processes = new Map<string, ProcfileProcess>();
  const mistakes: Diagnostic[] = [];
  for (const [i, line] of linesOf(text).entries()) {
    if (mistakes.length === MAX_MISTAKES) break;
    const start = line.search(/\S/);
    if (start === -1 || line[start] === "#") continue;
    const place: Place = { file, line: i + 1, column: start + 1 };
    const wrong = (message: string, { at = start, length = 1, path = "" } = {}) => {
      mistakes.push({ place: { ...place, column: at + 1 }, length, path, message, excerpt: line.slice(0, MAX_EXCERPT) });
    };
    const colon = line.indexOf(":");
    if (colon === -1) {
      wrong('expected "name: command"', { length: line.trim().length });
      continue;
    }
    const name = line.slice(start, colon).trimEnd();
    const command = line.slice(colon + 1).trim();
    const before = processes.get(name);
    if (!NAME.test(name)) {
      const message = `expected a name out of letters, digits, "_" and "-", got ${JSON.stringify(name.slice(0, MAX_SHOWN))}`;
      wrong(message, { length: Math.max(1, name.length) });
    } else if (command === "") wrong(`expected a command after "${name}:"`, { at: colon, path: name });
    else if (before !== undefined)
      wrong(`expected each name once, got "${name}" again after line ${before.place.line}`, { length: name.length, path: name });
    else processes.set(name, { name, command, place });
  }
  return mistakes.length > 0 ? err(mistakes) : ok([...processes.values()]);
}

const NAME = /^[A-Za-z0-9_-]+$/;
const MAX_MISTAKES = 100;
const MAX_EXCERPT = 400;
const MAX_SHOWN = 60;

function linesOf(text: string): string[] {
  return (text.startsWith("\uFEFF") ? text.slice(1) : text).split(/\r\n|\n|\r/);
}
