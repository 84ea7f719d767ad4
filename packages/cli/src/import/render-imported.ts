import { relative, sep } from "node:path";
import type { Place } from "@nix-repo/model";
import type { Addition, Imported } from "@nix-repo/scaffold";
import { columns } from "../help/columns.ts";

/** What became of all that a file says, for people. */
export function renderImported({ carried, replaced, notCarried }: Imported, root: string): string {
  const named = (what: string, where: Place | undefined) => (where?.line === undefined ? what : `${what} (${placeText(where, root)})`);
  const sections = [
    section(
      "works as before",
      carried.map(({ what, where, as }) => [named(what, where), as]),
    ),
    section(
      "repo does it by itself",
      replaced.map(({ what, where, as }) => [named(what, where), as]),
    ),
    section(
      "not carried over",
      notCarried.map(({ what, where, why, instead }) => [named(what, where), instead === undefined ? why : `${why}; ${instead}`]),
    ),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  return rows.length === 0 ? "" : `${title}\n${columns(rows)}\n`;
}

/** Where a registry is there already: what to write into it, and where. */
export function renderAdditions(additions: readonly Addition[], registry: string): string {
  return additions
    .map(({ where, text }) => {
      const place = where === "" ? "at its top" : `in ${where}`;
      const lines = text.replace(/\n$/, "").split("\n");
      return `add to ${registry}, ${place}\n${lines.map((line) => `  ${line}`.trimEnd()).join("\n")}\n`;
    })
    .join("\n");
}

export function placeText({ file, line }: Place, root: string): string {
  const path = relative(root, file).split(sep).join("/");
  return line === undefined ? path : `${path}:${line}`;
}
