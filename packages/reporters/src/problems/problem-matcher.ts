import type { Problem } from "@nix-repo/model";

/** What output says of a place, before anybody has looked whether there is such a file. */
export interface Sighting {
  readonly level: Problem["level"];
  /** As the tool prints them. The first whose file is there counts. */
  readonly places: readonly SightedPlace[];
  /** May have control characters and several lines. */
  readonly message: string;
}

export interface SightedPlace {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Knows how one family of tools says what is wrong. Sees each line of a task's output in order, without colours and cut at a length, so that a pattern
 * may scan a line but must not do so for each of its characters.
 */
export interface ProblemMatcher {
  take(line: string): void;
  /** There is no more: what waited for its end is told now. */
  end?(): void;
}

export type OnSighting = (sighting: Sighting) => void;

export type CreateMatcher = (found: OnSighting) => ProblemMatcher;

/** What a pattern's named groups may hold. */
interface PlaceGroups {
  readonly file?: string;
  readonly line?: string;
  readonly column?: string;
}

/** Of a match with the groups `file`, `line` and `column`. */
export function placeOf({ file = "", line, column }: PlaceGroups): SightedPlace {
  return {
    file: file.trim(),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(line === undefined || column === undefined ? {} : { column: Number(column) }),
  };
}

/** One form in which a tool prints a problem on one line: the groups `file`, `line`, `column`, `level`, `message` and `code` (of a rule), as far as it has them. */
export interface LineForm {
  /** A text that each such line holds. Most lines are told apart by that alone, at a tenth of the time that a pattern takes. */
  readonly holds: string;
  readonly pattern: RegExp;
  /** Where the pattern has no such group. */
  readonly level?: Problem["level"];
  readonly message?: string;
}

/** A family whose problems are lines of their own. The first form that fits a line is the one. */
export function matchLines(forms: readonly LineForm[]): CreateMatcher {
  return (found) => ({
    take(line) {
      for (const { holds, pattern, level, message } of forms) {
        if (!line.includes(holds)) continue;
        const groups = pattern.exec(line)?.groups;
        if (groups === undefined) continue;
        const said = groups.message ?? message ?? "";
        found({
          level: groups.level === undefined ? (level ?? "error") : levelOf(groups.level),
          places: [placeOf(groups)],
          message: groups.code === undefined ? said : `${said} (${groups.code})`,
        });
        return;
      }
    },
  });
}

/** What tools call an error; all else they print is a warning to us. */
export function levelOf(word: string): Problem["level"] {
  return /error|fatal|✖|×/i.test(word) ? "error" : "warning";
}
