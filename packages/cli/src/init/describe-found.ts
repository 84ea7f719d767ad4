import { renderTable, symbolsFor } from "@nix-repo/reporters";
import { type FoundService, type LeftOut, type ProposedRegistry, shellWord } from "@nix-repo/scaffold";
import type { Io } from "../io.ts";
import type { Seen } from "./open-repository.ts";

/** What was found, for people: the services, what is none, and what they should know. */
export function describeFound(seen: Seen, { shells, io }: Pick<ProposedRegistry, "shells"> & { io: Io }): string {
  const { services, leftOut } = seen.detection;
  const notes = notesOn(seen, shells);
  const parts = [
    services.length === 0
      ? [`no services found in ${plain(seen.root)}`]
      : section(`found ${counted(services.length)}`, services.map(serviceRow), io),
    ...(leftOut.length === 0 ? [] : [section("no services of their own", leftOut.map(leftOutRow), io)]),
    ...(notes.length === 0 ? [] : [["to know", ...notes.map((note) => `  ${note.replaceAll("\n", "\n    ")}`)]]),
  ];
  return `${parts.map((lines) => `${lines.join("\n")}\n`).join("\n")}\n`;
}

/** The same for programs. */
export function foundAsData(seen: Seen, { shells }: Pick<ProposedRegistry, "shells">): Readonly<Record<string, unknown>> {
  const services = seen.detection.services.map(({ name, folder, kind, manifest, dependsOn, besides }) => {
    const shell = shells.get(name);
    const { hasShells: _, ...files } = besides;
    return {
      name,
      folder,
      kind,
      manifest,
      dependsOn,
      ...files,
      ...(shell === undefined || shell.kind === "none" ? {} : { shell: shell.shell }),
    };
  });
  return { services, leftOut: seen.detection.leftOut, notes: notesOn(seen, shells) };
}

function section(title: string, rows: readonly (readonly string[])[], io: Io): string[] {
  const shown = rows.slice(0, MOST_ROWS).map(([first = "", ...cells]) => [`  ${first}`, ...cells]);
  const { ellipsis } = symbolsFor(io.env);
  const more = rows.length - shown.length;
  return [
    title,
    ...renderTable(shown, { ellipsis, columns: io.stdout.columns }),
    ...(more > 0 ? [`  and ${more} more (--json has all)`] : []),
  ];
}

const MOST_ROWS = 50;

function serviceRow({ name, folder, kind, manifest, dependsOn, besides }: FoundService): string[] {
  const { taskFiles, composeFiles, dockerfiles, procfiles } = besides;
  const files = [...new Set([manifest, ...taskFiles, ...composeFiles, ...dockerfiles, ...procfiles])].map(plain).join(", ");
  const needs = dependsOn.length === 0 ? "" : `; depends on ${dependsOn.join(", ")}`;
  return [name, plain(folder), kind === "other" ? "" : kind, files + needs];
}

function leftOutRow({ folder, why, of }: LeftOut): string[] {
  return [plain(folder), `${WHY[why]}${of === undefined ? "" : ` ${plain(of)}`}`];
}

const WHY: Readonly<Record<LeftOut["why"], string>> = {
  example: "an example",
  template: "a template",
  tests: "tests of",
  part: "part of",
  holder: "has others below it, and no code of its own",
};

function notesOn({ detection, shells, folder, top }: Seen, chosen: ProposedRegistry["shells"]): string[] {
  const { services, circles, unreadable } = detection;
  const withoutShell = services.filter(({ name }) => chosen.get(name)?.kind === "none").map(({ name }) => name);
  const withoutVerbs = services.filter(({ kind, besides }) => kind === "other" && besides.taskFiles.length === 0);
  const recipes = services.filter(({ besides }) => besides.taskFiles.length > 0).length;
  return [
    ...(folder === ""
      ? []
      : [`only ${plain(folder)} was looked through, not the whole repository: repo init -C ${shellWord(top)} does that`]),
    ...(recipes === 0 ? [] : ["recipes of the task files in services' folders are verbs as they are: nothing is to be written for them"]),
    ...circles.map(
      ({ from, to }) =>
        `${from} needs ${to}, which directly or by others needs ${from}: tasks cannot wait for each other, so this dependency is left out`,
    ),
    ...unreadable.map(({ file, message }) => `${plain(file)} cannot be read: ${message}`),
    ...(shells.kind === "unknown"
      ? [`the flake's devShells are not known, and each service takes the one of its name: ${shells.why}`]
      : []),
    ...(withoutShell.length === 0
      ? []
      : [`no devShell of the flake fits ${listed(withoutShell)}: add one of that name, or say which with shell`]),
    ...withoutVerbs.map(({ name, manifest }) => `${name} has no verbs yet: there is no preset for ${manifest}, and no task file`),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(", ");
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function counted(count: number): string {
  return count === 1 ? "1 service" : `${count} services`;
}

/** A path as it may stand on a terminal. */
function plain(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a file's name may hold any
  return /[\u0000-\u001f\u007f]/.test(path) ? JSON.stringify(path) : path;
}
