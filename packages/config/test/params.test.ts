import { describe, expect, test } from "@jest/globals";
import { mistakesOf, opened, successOf, workspaceOf } from "./opening.ts";

const FLAGS = { ownFlags: ["--all", "--color"] };

const registryOf = (params: unknown) => JSON.stringify({ services: { web: { path: "web", verbs: { deploy: { run: "x", params } } } } });

async function mistakesIn(params: unknown, files: Record<string, string> = {}): Promise<string[]> {
  using folder = workspaceOf({ "services.config.json": registryOf(params), "web/.keep": "", ...files });
  const workspace = await folder.open(FLAGS);
  const result = workspace.ok ? await workspace.value.service("web") : workspace;
  return mistakesOf(result, folder.root).map((line) =>
    line.replace(/^\S+ (services\.web\.)?verbs\.deploy\.params\.?/, "").replace(/ «.*$/, ""),
  );
}

describe("the parameters of a verb", () => {
  test("in the words of the model", async () => {
    const params = {
      "app.version": {},
      env: { kind: "choice", choices: ["dev", "prod"], default: "dev", description: "where to", env: "ENVIRONMENT" },
      count: { kind: "number", default: 3 },
      "dry-run-only": { kind: "boolean", default: false, required: true },
    };
    using folder = workspaceOf({ "services.config.json": registryOf(params), "web/.keep": "" });
    const service = successOf(await (await opened(folder, FLAGS)).service("web"));
    expect(service.verbs.get("deploy")?.registry?.options.params).toEqual({
      "app.version": { kind: "string", variable: "APP_VERSION" },
      env: { kind: "choice", choices: ["dev", "prod"], default: "dev", description: "where to", variable: "ENVIRONMENT" },
      count: { kind: "number", default: "3", variable: "COUNT" },
      "dry-run-only": { kind: "boolean", default: "false", required: true, variable: "DRY_RUN_ONLY" },
    });
  });

  test("are checked all at once", async () => {
    expect(
      await mistakesIn({
        all: {},
        "no-color": {},
        "no-wait": {},
        wait: { kind: "boolean" },
        path: {},
        "api-key": {},
        where: { env: "DB_PASSWORD" },
        first: { env: "SAME" },
        same: {},
        kind: { kind: "boolen" },
        choice: { kind: "choice" },
        choices: { choices: ["a"] },
        none: { kind: "choice", choices: [] },
        one: { kind: "choice", choices: ["dev", "prod"], default: "prd" },
        number: { kind: "number", default: "5" },
        text: { default: 5 },
        flag: { kind: "boolean", default: "yes" },
        unknown: { requird: true },
        "a b": {},
        variable: { env: "1A" },
        list: null,
      }),
    ).toEqual([
      '["a b"]: expected a parameter\'s name: letters, digits, -, _ and ., beginning with a letter or _, got "a b"',
      'kind.kind: expected "string", "number", "boolean" or "choice", got "boolen"; did you mean "boolean"?',
      "none.choices: expected a list of one or more values, got an empty list",
      'unknown.requird: unknown property; did you mean "required"?',
      'variable.env: expected a variable\'s name: letters, digits and _, not beginning with a digit, got "1A"',
      "list: expected an object that says what the parameter takes, got nothing",
      "all: --all is a flag of repo itself: give the parameter another name",
      "no-color: --color is a flag of repo itself: give the parameter another name",
      'no-wait: --no-wait turns the parameter "wait" off: give one of them another name',
      "path: the variable PATH says something else to every program: name another one by env",
      'api-key: "API_KEY" names a secret, and what stands here enters keys and may be shown: name it under passEnv',
      'where.env: "DB_PASSWORD" names a secret, and what stands here enters keys and may be shown: name it under passEnv',
      'same: the variable SAME is that of the parameter "first" already: name another one by env',
      "choice.choices: missing: expected a list of one or more values",
      'choices.choices: only a choice has choices: add kind: "choice"',
      'one.default: expected one of dev, prod, got "prd"; did you mean "prod"?',
      'number.default: expected a number, got "5"',
      'text.default: expected a string, got 5: write it in quotes, "5"',
      'flag.default: expected true or false, got "yes"',
    ]);
  });

  test("of an override stand beside those of the registry", async () => {
    const override = JSON.stringify({ verbs: { deploy: { params: { other: { env: "TARGET" } } } } });
    expect(await mistakesIn({ target: {} }, { "web/repo.config.json": override })).toEqual([
      'other.env: the variable TARGET is that of the parameter "target" already: name another one by env',
    ]);
  });

  test.each([
    ["stacks", { stacks: { s: { verbs: { deploy: { run: "x", params: { all: {} } } } } } }],
    ["workspace", { workspace: { verbs: { deploy: { run: "x", params: { all: {} } } } } }],
  ])("are checked under %s as well", async (_where, more) => {
    using folder = workspaceOf({ "services.config.json": JSON.stringify({ services: {}, ...more }) });
    expect(mistakesOf(await folder.open(FLAGS), folder.root)).toEqual([expect.stringContaining("--all is a flag of repo itself")]);
  });
});
