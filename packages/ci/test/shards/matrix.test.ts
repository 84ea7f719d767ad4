import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { renderMatrix } from "../../src/shards/matrix.ts";
import { toYaml, type Yaml } from "../../src/shards/yaml.ts";
import { somePlan } from "../plans.ts";

// The parser that reads the registry: of the package config, which this one does not depend on.
const { load } = createRequire(new URL("../../../config/src/index.ts", import.meta.url))("js-yaml") as { load: (text: string) => unknown };

const empty = somePlan({ shards: [] });
const withoutHeader = (text: string) => text.replace(/^(?:#.*\n)+\n/, "");

test("json is the plan itself", () => {
  expect(JSON.parse(renderMatrix(somePlan(), "json"))).toEqual(somePlan());
});

describe("github", () => {
  test("is a matrix on one line, with a name for each job", () => {
    const text = renderMatrix(somePlan(), "github");
    expect(text).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(text)).toEqual({
      include: [
        { shard: "1/3", index: 1, name: "1/3: api, web (2 devShells)", services: "api web", shells: "backend web" },
        { shard: "2/3", index: 2, name: "2/3: docs (1 devShell)", services: "docs", shells: "docs" },
        { shard: "3/3", index: 3, name: "3/3", services: "", shells: "" },
      ],
    });
  });

  test("names as many services as have room", () => {
    const services = Array.from({ length: 30 }, (_, index) => `service-${index}`);
    const nameWith = (of: readonly string[]) =>
      JSON.parse(
        renderMatrix(somePlan({ shards: [{ index: 1, of: 1, tasks: ["a:b"], services: of, shells: ["x"], expectedMs: 1 }] }), "github"),
      ).include[0].name;
    expect(nameWith(services)).toBe("1/1: service-0, service-1, service-2, service-3, service-4 and 25 more (1 devShell)");
    expect(nameWith(["a".repeat(80), "b"])).toBe("1/1: 2 services (1 devShell)");
    expect(nameWith(["a".repeat(80)])).toBe("1/1: 1 service (1 devShell)");
  });

  test("has no rows where nothing is to be run", () => {
    expect(renderMatrix(empty, "github")).toBe('{"include":[]}\n');
  });
});

describe("gitlab", () => {
  test("is a child pipeline: a job for each part, which gets the plan from the parent, and one that joins their reports", () => {
    const text = renderMatrix(somePlan(), "gitlab");
    expect(withoutHeader(text)).toBe(`workflow:
  rules:
    - if: "$CI_PIPELINE_SOURCE == \\"parent_pipeline\\""
stages:
  - run
  - merge
repo 1/3:
  stage: run
  needs:
    - pipeline: $PARENT_PIPELINE_ID
      job: plan
  script:
    - repo ci --shard 1/3 --plan repo-plan.json --report repo-report-1.json
  artifacts:
    when: always
    expire_in: "1 week"
    paths:
      - repo-report-1.json
      - repo-plan.json
repo 2/3:
  stage: run
  needs:
    - pipeline: $PARENT_PIPELINE_ID
      job: plan
  script:
    - repo ci --shard 2/3 --plan repo-plan.json --report repo-report-2.json
  artifacts:
    when: always
    expire_in: "1 week"
    paths:
      - repo-report-2.json
      - repo-plan.json
repo 3/3:
  stage: run
  needs:
    - pipeline: $PARENT_PIPELINE_ID
      job: plan
  script:
    - repo ci --shard 3/3 --plan repo-plan.json --report repo-report-3.json
  artifacts:
    when: always
    expire_in: "1 week"
    paths:
      - repo-report-3.json
      - repo-plan.json
merge:
  stage: merge
  when: always
  script:
    - repo ci merge --plan repo-plan.json --junit repo-junit.xml repo-report-*.json
  artifacts:
    when: always
    expire_in: "1 week"
    reports:
      junit: repo-junit.xml
`);
    expect(Object.keys(load(text) as object)).toEqual(["workflow", "stages", "repo 1/3", "repo 2/3", "repo 3/3", "merge"]);
  });

  test("shows in its header how a parent starts it: that, too, is YAML", () => {
    const header = /^(?:#.*\n)+/.exec(renderMatrix(somePlan(), "gitlab"))?.[0] ?? "";
    const parent = load(
      header
        .split("\n")
        .slice(1)
        .map((line) => line.slice(4))
        .join("\n"),
    );
    expect(parent).toEqual({
      plan: {
        stage: "build",
        variables: { GIT_DEPTH: "0" },
        script: ["repo ci plan --shards 5 --out repo-plan.json --format gitlab > repo-pipeline.yml"],
        artifacts: { paths: ["repo-plan.json", "repo-pipeline.yml"] },
      },
      run: {
        stage: "test",
        variables: { PARENT_PIPELINE_ID: "$CI_PIPELINE_ID" },
        trigger: {
          strategy: "depend",
          include: [{ artifact: "repo-pipeline.yml", job: "plan" }, { local: ".gitlab/repo.yml" }],
        },
      },
    });
  });

  test("has one job that does nothing where nothing is to be run: GitLab takes no pipeline without jobs", () => {
    expect(load(renderMatrix(empty, "gitlab"))).toEqual({
      workflow: { rules: [{ if: '$CI_PIPELINE_SOURCE == "parent_pipeline"' }] },
      "nothing affected": { variables: { GIT_STRATEGY: "none" }, script: ["true"] },
    });
  });
});

describe("buildkite", () => {
  test("is a step for each part, and one that joins their reports also after a failure", () => {
    expect(withoutHeader(renderMatrix(somePlan(), "buildkite"))).toBe(`steps:
  - label: "1/3: api, web (2 devShells)"
    key: repo-1
    commands:
      - buildkite-agent artifact download repo-plan.json .
      - repo ci --shard 1/3 --plan repo-plan.json --report repo-report-1.json
    artifact_paths:
      - repo-report-1.json
  - label: "2/3: docs (1 devShell)"
    key: repo-2
    commands:
      - buildkite-agent artifact download repo-plan.json .
      - repo ci --shard 2/3 --plan repo-plan.json --report repo-report-2.json
    artifact_paths:
      - repo-report-2.json
  - label: "3/3"
    key: repo-3
    commands:
      - buildkite-agent artifact download repo-plan.json .
      - repo ci --shard 3/3 --plan repo-plan.json --report repo-report-3.json
    artifact_paths:
      - repo-report-3.json
  - wait: ~
    continue_on_failure: true
  - label: merge
    key: repo-merge
    commands:
      - buildkite-agent artifact download repo-plan.json .
      - "buildkite-agent artifact download 'repo-report-*.json' ."
      - repo ci merge --plan repo-plan.json --junit repo-junit.xml repo-report-*.json
    artifact_paths:
      - repo-junit.xml
`);
  });

  test("hands on a dollar sign as what it is", () => {
    const shards = [{ index: 1, of: 1, tasks: ["a:b"], services: ["a$HOME"], shells: [], expectedMs: 1 } as const];
    expect(load(renderMatrix(somePlan({ shards }), "buildkite"))).toMatchObject({ steps: [{ label: "1/1: a$$HOME" }, {}, {}] });
  });

  test("has no steps where nothing is to be run", () => {
    expect(load(renderMatrix(empty, "buildkite"))).toEqual({ steps: [] });
  });
});

test("YAML is read as what was written, whatever texts are in it", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom("a", "1", " ", ":", "#", "-", ".", "$", "*", "&", "'", '"', "\n", "\u0085", "\u2028", "\ufeff", "~", "=", "/"),
    }),
    fc.constantFrom("true", "No", "null", "~", ".5", "1/3", "0x1f", "=", "<<", "2024-01-01", "on", ".inf", "- a", "a: b", "a #b", "---"),
  );
  const { value } = fc.letrec<{ value: Yaml; scalar: Yaml; list: Yaml; object: Yaml }>((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, tie("scalar"), tie("list"), tie("object")),
    scalar: fc.oneof(texts, fc.boolean(), fc.integer(), fc.constant(null)),
    list: fc.array(tie("value"), { maxLength: 4 }),
    object: fc.dictionary(
      texts.filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 4 },
    ),
  }));
  fc.assert(
    fc.property(value, (each) => {
      expect(load(toYaml(each))).toEqual(each);
    }),
    { numRuns: 2_000 },
  );
});
