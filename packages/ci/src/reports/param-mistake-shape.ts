import type { Param, ParamMistake } from "@nix-repo/model";
import { task } from "../file-parts.ts";
import { list, oneOf, optional, record, text, union, whole } from "../read-json.ts";

const expected = record<Pick<Param, "kind" | "choices">>({
  kind: oneOf("string", "number", "boolean", "choice"),
  choices: optional(list(text)),
});

export const paramMistake = union<ParamMistake, "kind">("kind", {
  unknown: { name: text, nearest: optional(text) },
  missing: { task, name: text, variable: text },
  valueless: { task, name: text },
  wrong: {
    task,
    name: text,
    variable: text,
    value: text,
    from: oneOf("command-line", "caller", "dotenv", "default"),
    expected,
    nearest: optional(text),
  },
  words: { task, words: list(text), takes: whole() },
});
