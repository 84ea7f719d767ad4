import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { VerbConfig } from "@nix-repo/config";
import { argvOf } from "@nix-repo/model";
import { temporaryFolder } from "@nix-repo/testkit";
import * as fc from "fast-check";
import { justFolder } from "../../../../test/example.ts";
import { convertJustfile } from "../../src/import/justfile/convert-justfile.ts";
import { parseJustDump } from "../../src/import/justfile/just-dump.ts";

const just = join(justFolder, "just");
const PATH = `${justFolder}:/usr/bin:/bin`;

const text = fc.constantFrom(
  "a",
  "two words",
  "it's",
  'say "x"',
  "$HOME",
  "`date`",
  "back\\slash",
  "a;b",
  "*",
  "",
  " ",
  "-n",
  "{{",
  "é\t!",
);
const piece = fc.constantFrom(
  "echo ",
  "printf '%s|' ",
  "x",
  " y",
  "'q q'",
  '"d d"',
  "{{quote(p)}}",
  "{{ p }}",
  "$p",
  '"$p"',
  "{{v}}",
  " && ",
  " || ",
  "; ",
  " | cat",
  " > f",
  "false",
  "true",
  "exit 3",
  " # c",
  "\\\n      ",
  "cd /; pwd",
  "X=1",
  "$X",
  "--o=",
);
const line = fc
  .tuple(fc.constantFrom("", "@", "-", "@-", "-@"), fc.array(piece, { minLength: 1, maxLength: 5 }))
  .map(([sigils, pieces]) => sigils + pieces.join("").trim());
const justfile = fc.record({
  settings: fc.constantFrom(
    "",
    'set shell := ["bash", "-euo", "pipefail", "-c"]\n',
    'set shell := ["bash", "-c"]\n',
    "set export\n",
    "set ignore-comments\n",
  ),
  parameter: fc.constantFrom("p", "$p", "p='default'"),
  head: fc.constantFrom("", "", "#!/usr/bin/env bash\n    ", "#!/usr/bin/env bash\n    set -euo pipefail\n    "),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  given: text,
});

/** Of each random justfile: what is carried over does what just does, output, exit code and file alike. */
test("what is carried over does the same, whatever the recipe", () => {
  let carried = 0;
  fc.assert(
    fc.property(justfile, ({ settings, parameter, head, lines, given }) => {
      const content = `${settings}v := "constant"\n\nr ${parameter}:\n    ${head}${lines.join("\n    ")}\n`;
      using folder = temporaryFolder({ justfile: content });
      const dumped = run([just, "--dump", "--dump-format", "json"], folder.path);
      if (dumped.status !== 0) return;
      const { parts } = convertJustfile({
        text: content,
        file: join(folder.path, "justfile"),
        path: "justfile",
        hasFlake: false,
        otherTaskFiles: [],
        anyOrder: false,
        ownCommands: [],
        ownFlags: [],
        answer: { dump: parseJustDump(dumped.stdout) },
      });
      const verb = parts.workspace?.verbs?.r;
      const command = commandOf(verb, given);
      if (command === undefined) return;
      if (!JSON.stringify(verb).includes("--justfile")) carried += 1;
      const env = { ...(parts.workspace?.env as Record<string, string> | undefined), ...command.env };
      expect({ content, verb, ...outcome(command.argv, env, content) }).toEqual({
        content,
        verb,
        ...outcome([just, "--", "r", given], {}, content),
      });
    }),
    { numRuns: Number(process.env.REPO_IMPORT_RUNS ?? 60), seed: Number(process.env.REPO_PROPERTY_SEED ?? 1) },
  );
  expect(carried).toBeGreaterThan(10);
});

function commandOf(verb: VerbConfig | undefined, given: string): { argv: readonly string[]; env: Record<string, string> } | undefined {
  if (verb === undefined) return undefined;
  if (typeof verb === "string" || Array.isArray(verb)) return { argv: argvOf(runOf(verb as string | readonly string[]), []), env: {} };
  const { run = "", params = {} } = verb as Exclude<VerbConfig, string | readonly string[]>;
  const env = Object.fromEntries(Object.values(params).map((param) => [param.env ?? "", given]));
  return { argv: argvOf(runOf(run), []), env };
}

function runOf(run: string | readonly string[]) {
  return typeof run === "string" ? ({ kind: "bash", script: run } as const) : ({ kind: "argv", argv: run } as const);
}

function outcome(argv: readonly string[], env: Readonly<Record<string, string>>, content: string) {
  using folder = temporaryFolder({ justfile: content });
  const { status, stdout } = run(argv, folder.path, env);
  const written = run(["sh", "-c", "cat f 2>/dev/null; ls"], folder.path).stdout;
  return { status, stdout: stdout.replaceAll(folder.path, "FOLDER"), written: written.replaceAll(folder.path, "FOLDER") };
}

function run([program = "", ...args]: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  return spawnSync(program, args, { cwd, env: { PATH, HOME: "/nowhere", ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}
