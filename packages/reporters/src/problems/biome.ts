import { type CreateMatcher, placeOf } from "./problem-matcher.ts";

/**
 * biome: a headline, and below it the first sentence behind a sign:
 *
 *     src/use.ts:4:5 lint/correctness/noUnusedVariables  FIXABLE  ━━━━━━━━
 *
 *       ! This variable unused is unused.
 */
export const matchBiome: CreateMatcher = (found) => {
  let head: { readonly place: ReturnType<typeof placeOf>; readonly category: string } | undefined;
  return {
    take(line) {
      if (line.endsWith("━━")) {
        head = headOf(line);
        return;
      }
      const [, sign, message = ""] = (head === undefined ? null : SENTENCE.exec(line)) ?? [];
      if (head === undefined || sign === undefined) return;
      found({ level: sign === "×" || sign === "✖" ? "error" : "warning", places: [head.place], message: `${message} (${head.category})` });
      head = undefined;
    },
  };
};

const SENTENCE = /^\s+([×✖!⚠iℹ])\s+(\S.*)/;
const CATEGORY = /^(?:lint|format|parse|syntax|assist|organizeImports|suppressions|plugin|deserialize|configuration)(?:\/\S*)?$/;

function headOf(line: string) {
  const words = line.slice(0, line.indexOf("━")).trim().split(" ");
  const at = words.findIndex((word, index) => index > 0 && CATEGORY.test(word));
  const category = words[at];
  if (category === undefined) return undefined;
  const file = words.slice(0, at).join(" ");
  return { place: placeOf(/^(?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(file)?.groups ?? { file }), category };
}
