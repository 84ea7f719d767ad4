import { list, type Schema, text, variableNames } from "./schema-parts.ts";

/** As they are typed: `--NAME`. */
export const PARAM_NAME = "^[A-Za-z_][A-Za-z0-9_.-]*$";

export const params = {
  type: "object",
  propertyNames: {
    pattern: PARAM_NAME,
    expected: "a parameter's name: letters, digits, -, _ and ., beginning with a letter or _",
  },
  additionalProperties: { $ref: "#/$defs/param" },
  description:
    "What it takes, by name: `--NAME VALUE` on the command line, which the task sees as a variable. The order is that in which words fill those of the workspace's verbs.",
  expected: "an object of parameters",
};

export const paramConfig: Schema = {
  title: "ParamConfig",
  type: "object",
  properties: {
    kind: {
      enum: ["string", "number", "boolean", "choice"],
      description:
        "What its value has to be. A boolean is `--NAME` or `--no-NAME`, and `true` or `false` in the variable. Default: string.",
      expected: '"string", "number", "boolean" or "choice"',
    },
    choices: {
      ...list("Of a choice: the values that there are.", "a value", "a list of one or more values"),
      minItems: 1,
    },
    default: {
      type: ["string", "number", "boolean"],
      description: "Its value where neither the command line nor the variable gives one. Without it, the variable is then not set.",
      expected: "a value of the parameter's kind",
    },
    required: {
      type: "boolean",
      description: "Whether the verb is not run without a value.",
      expected: "true or false",
    },
    description: text("One line for people.", "a line of text"),
    env: {
      ...variableNames,
      description:
        "The variable that the task sees, and that gives a value too. Default: the name in upper case, with `_` for `-` and `.`.",
    },
  },
  additionalProperties: false,
  expected: "an object that says what the parameter takes",
};
