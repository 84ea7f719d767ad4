import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { git, mistakesInJunit, runRepo, type TemporaryFolder, temporaryFolder } from "@nix-repo/testkit";
import { filesIn, githubRun, type Machine } from "./github-run.ts";

const verbs = { lint: "echo checked", test: "echo tested" };
const REGISTRY = {
  root: "code",
  services: {
    lib: {
      path: "lib",
      shell: false,
      verbs: { ...verbs, build: "echo built" },
    },
    api: {
      path: "api",
      shell: false,
      dependsOn: ["lib"],
      verbs: { ...verbs, build: { run: "echo built", dependsOn: ["^build"] } },
    },
    web: {
      path: "web",
      shell: false,
      dependsOn: ["lib"],
      verbs: {
        lint: "echo 'src/cart.ts(2,7): warning TS6133: unused'",
        test: 'echo "src/cart.ts(1,1): error TS2322: expected 3, received 4"; echo \'::error::not ours\'; echo "token $API_TOKEN"; exit 3',
        build: "echo never",
      },
    },
    docs: { path: "docs", shell: false, verbs },
  },
};

describe("a pull request on GitHub", () => {
  const folder: TemporaryFolder = temporaryFolder();
  let plan: Machine;
  let runs: readonly Machine[];
  let merged: Machine;
  let merge: string;

  beforeAll(async () => {
    const source = join(folder.path, "source");
    folder.write({
      "source/services.config.json": JSON.stringify(REGISTRY),
      "source/.gitignore": ".repo\n",
      "source/.env": "API_TOKEN=abcdefgh12345678\n",
      "source/code/lib/a": "1\n",
      "source/code/api/a": "1\n",
      "source/code/web/src/cart.ts": "1\n2\n",
      "source/code/docs/a": "1\n",
    });
    git(folder.path, "init", "--quiet", "--initial-branch=main", "source");
    const commit = (message: string) => {
      git(source, "add", "--all");
      git(source, "commit", "--quiet", `--message=${message}`);
    };
    commit("begin");
    await runRepo(["init", "--ci", "github", "--yes", "--shards", "2"], {
      cwd: source,
    });
    commit("workflows");
    folder.write({
      "ci.yml": readFileSync(join(source, ".github/workflows/ci.yml"), "utf8"),
    });
    git(source, "checkout", "--quiet", "-b", "feature");
    folder.write({ "source/code/lib/a": "2\n" });
    commit("a change of the library");
    git(source, "checkout", "--quiet", "main");
    folder.write({ "source/code/docs/a": "2\n" });
    commit("what others did meanwhile");
    const base = git(source, "rev-parse", "main").trim();
    git(source, "checkout", "--quiet", "--detach", "main");
    git(source, "merge", "--quiet", "--no-ff", "--no-edit", "feature");
    merge = git(source, "rev-parse", "HEAD").trim();
    git(source, "update-ref", "refs/pull/1/merge", merge);
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true");
    const runJob = githubRun(folder, { origin: source, merge, base });
    plan = runJob({ job: "plan", step: "Plan" });
    const { include } = JSON.parse(plan.outputs.matrix ?? "") as {
      include: { shard: string }[];
    };
    const planFile = { from: join(plan.temp, "plan.json") };
    runs = include.map(({ shard }, i) =>
      runJob({
        job: "run",
        step: "Run",
        values: { "matrix.shard": shard, "strategy.job-index": String(i) },
        files: [planFile],
      }),
    );
    const reports = runs.flatMap(({ temp }) => filesIn(temp, /^report-\d+\.json$/)).map((from) => ({ from, to: "reports" }));
    merged = runJob({
      job: "merge",
      step: "Merge",
      files: [planFile, ...reports],
    });
  });
  afterAll(() => folder[Symbol.dispose]());

  test("the plan knows what the change affects, and not what others did", () => {
    expect(plan.exitCode).toBe(0);
    expect(plan.outputs).toEqual({
      affected: '["lib","api","web"]',
      any: "true",
      matrix:
        '{"include":[{"shard":"1/2","index":1,"name":"1/2: lib, api, web","services":"lib api web","shells":""},{"shard":"2/2","index":2,"name":"2/2: lib, api, web","services":"lib api web","shells":""}]}',
    });
  });

  test("each machine runs its part, and says what failed where", () => {
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 0]);
    expect(runs.map(({ log }) => plainLog(log))).toMatchInlineSnapshot(`
     [
       "part 1 of 2: 5 tasks

     repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept
     ::group::✓ api:lint   TIME
     ::stop-commands::TOKEN
     checked
     ::TOKEN::
     ::endgroup::
     ::group::✓ web:lint   TIME
     ::stop-commands::TOKEN
     src/cart.ts(2,7): warning TS6133: unused
     ::TOKEN::
     ::endgroup::
     ::group::✓ lib:test   TIME
     ::stop-commands::TOKEN
     tested
     ::TOKEN::
     ::endgroup::
     ::group::✓ api:test   TIME
     ::stop-commands::TOKEN
     tested
     ::TOKEN::
     ::endgroup::
     ✗ web:test   TIME exit 3
     ::stop-commands::TOKEN
     src/cart.ts(1,1): error TS2322: expected 3, received 4
     ::error::not ours
     token ***
     ::TOKEN::

     ::error file=code/web/src/cart.ts,line=1,col=1,title=web%3Atest::TS2322: expected 3, received 4
     ::warning file=code/web/src/cart.ts,line=2,col=7,title=web%3Alint::TS6133: unused

     ✗ web:test   TIME exit 3

     1 failed, 4 passed   TIME repo logs --run 1 web:test
     ",
       "part 2 of 2: 4 tasks

     repo: tools come from this machine's PATH, not from the flake (host provider): results may differ elsewhere, and none are kept
     ::group::✓ lib:lint    TIME
     ::stop-commands::TOKEN
     checked
     ::TOKEN::
     ::endgroup::
     ::group::✓ lib:build   TIME
     ::stop-commands::TOKEN
     built
     ::TOKEN::
     ::endgroup::
     ::group::✓ api:build   TIME
     ::stop-commands::TOKEN
     built
     ::TOKEN::
     ::endgroup::
     ::group::✓ web:build   TIME
     ::stop-commands::TOKEN
     never
     ::TOKEN::
     ::endgroup::

     4 passed   TIME logs: .repo/runs/1
     ",
     ]
    `);
    expect(runs.map(({ summary }) => summary)).toEqual(["", ""]);
  });

  test("the merged summary is the whole run's", () => {
    expect(merged.exitCode).toBe(1);
    expect(plainLog(merged.log)).toMatchInlineSnapshot(`
     "✓ api:lint    TIME
     ✓ web:lint    TIME
     ✓ lib:test    TIME
     ✓ api:test    TIME
     ✗ web:test    TIME exit 3
     ✓ lib:lint    TIME
     ✓ lib:build   TIME
     ✓ api:build   TIME
     ✓ web:build   TIME

     1 failed, 8 passed   TIME
     "
    `);
    expect(plainLog(merged.summary).replaceAll(merge, "MERGE")).toMatchInlineSnapshot(`
     "1 failed, 8 passed · TIME


     | task | result | time | devShell | shard |
     | --- | --- | --- | --- | --- |
     | \`web:test\` | ✗ exit 3 | TIME | \`host\` | 1/2 |
     | \`api:lint\` | ✓ passed | TIME | \`host\` | 1/2 |
     | \`web:lint\` | ✓ passed | TIME | \`host\` | 1/2 |
     | \`lib:test\` | ✓ passed | TIME | \`host\` | 1/2 |
     | \`api:test\` | ✓ passed | TIME | \`host\` | 1/2 |
     | \`lib:lint\` | ✓ passed | TIME | \`host\` | 2/2 |
     | \`lib:build\` | ✓ passed | TIME | \`host\` | 2/2 |
     | \`api:build\` | ✓ passed | TIME | \`host\` | 2/2 |
     | \`web:build\` | ✓ passed | TIME | \`host\` | 2/2 |

     <details open>
     <summary>web:test: ✗ exit 3</summary>

     \`echo "src/cart.ts(1,1): error TS2322: expected 3, received 4"; echo '::error::not ours'; echo "token $API_TOKEN"; exit 3\`

     - [\`code/web/src/cart.ts:1:1\`](https://github.com/acme/shop/blob/MERGE/code/web/src/cart.ts#L1) TS2322: expected 3, received 4

     \`\`\`text
     src/cart.ts(1,1): error TS2322: expected 3, received 4
     ::error::not ours
     token ***
     \`\`\`

     </details>
     "
    `);
    expect(mistakesInJunit(readFileSync(join(merged.temp, "junit.xml"), "utf8"))).toEqual([]);
  });

  test("no secret gets out", () => {
    for (const { log, summary, temp } of [...runs, merged]) {
      expect(log + summary).not.toContain("abcdefgh");
      for (const file of filesIn(temp, /\.(json|xml)$/)) expect(readFileSync(file, "utf8")).not.toContain("abcdefgh");
    }
  });
});

/** Without times and the token that no task must be able to guess. */
function plainLog(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "TOKEN")
    .replaceAll(/\b(\d+(\.\d+)?(ms|s)|\d+m \d+s)\b/g, "TIME")
    .replaceAll(/ +(?=\n)/g, "")
    .replaceAll(/(?<=TIME) +/g, " ");
}
