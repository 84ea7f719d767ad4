import type { CreateMatcher, SightedPlace } from "./problem-matcher.ts";

/**
 * Nix:
 *
 *     error: undefined variable 'c'
 *            at /w/flake.nix:3:11:
 *                 2| let
 *
 * With a trace the first line says nothing, places of the trace follow, and the message comes last, perhaps with a place of its own.
 */
export const matchNix: CreateMatcher = (found) => {
  let message: string | undefined;
  let places: SightedPlace[] | undefined;
  const end = () => {
    if (message !== undefined && places !== undefined) found({ level: "error", places, message });
    message = undefined;
    places = undefined;
  };
  return {
    take(line) {
      const [, indent, text = ""] = /^(\s*)error:(?: (\S.*))?$/.exec(line) ?? [];
      if (indent !== undefined) {
        if (indent === "") {
          end();
          places = [];
        }
        if (text !== "") message = text;
        return;
      }
      if (places === undefined) return;
      const [, file, atLine, column] = /^\s+at (\S.*):(\d+):(\d+):$/.exec(line) ?? [];
      if (file !== undefined)
        places = [{ file: inCheckout(file), line: Number(atLine), column: Number(column) }, ...places.slice(0, MOST_FRAMES)];
      else if (/^\S/.test(line)) end();
    },
    end,
  };
};

const MOST_FRAMES = 50;

/** A flake that Nix reads where it stands: `«git+file:///w?ref=main»/flake.nix`. */
function inCheckout(file: string): string {
  const [, folder, path] = /^«git\+file:\/\/(\/[^?»]*)[^»]*»\/(.+)$/.exec(file) ?? [];
  return folder === undefined ? file : `${folder}/${path}`;
}
