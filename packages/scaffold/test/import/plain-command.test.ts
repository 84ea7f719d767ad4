import { spawnSync } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "@nix-repo/testkit";
import * as fc from "fast-check";
import { isPlainCommand } from "../../src/import/shell/plain-command.ts";

describe("a line that every shell takes in the same way", () => {
  test.each([
    "cargo build --workspace --all-targets",
    "npm run build || pnpm build",
    "echo 'two words' > /dev/null",
    'echo "two words" && true',
    "docker build --tag registry.example.org/x:1.2 .",
    "A=1 B=two command-of-mine",
    "go test ./... -count=1 2>/dev/null",
  ])("%s", (line) => expect(isPlainCommand(line)).toBe(true));

  test.each([
    "cd build",
    "A=1",
    "echo $HOME",
    'echo "$HOME"',
    "echo `date`",
    "echo a > out.txt",
    "make 2>&1",
    "cat < in.txt",
    "+x",
    "-x",
    "echo a; echo b",
    "echo a | cat",
    "sleep 1 &",
    "rm *.txt",
    "echo {a,b}",
    "echo ~",
    "echo -e 'a'",
    "echo 'a\\nb'",
    "if true",
    "[ -f x ]",
    "test a == b",
    "! false",
    "time make",
    "cat <<EOF",
    "make &> log",
    "echo a # b",
    "echo 'open",
    "two\nlines",
    "&& true",
    "true &&",
    "",
  ])("not %j", (line) => expect(isPlainCommand(line)).toBe(false));

  test("sh and bash say and write the same, whatever their options", () => {
    const words = [
      "echo",
      "true",
      "false",
      "printf",
      "cat",
      "A=1",
      "env",
      "'a b'",
      '"c  d"',
      "-n",
      "%s",
      "x=y",
      "--",
      "a:b,c",
      ">/dev/null",
      "2> /dev/null",
      "tee f.txt",
      "cat f.txt",
      "&&",
      "||",
      "../x",
      "@",
      "+1",
    ];
    let plain = 0;
    const line = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 7 }).map((each) => each.join(" "));
    fc.assert(
      fc.property(line.filter(isPlainCommand), (text) => {
        plain += 1;
        const runs = [
          ["sh", "-cu"],
          ["sh", "-c"],
          ["bash", "-euo", "pipefail", "-c"],
          ["bash", "-c"],
        ].map(([shell = "", ...options]) => {
          using folder = temporaryFolder({ "f.txt": "before\n" });
          const run = spawnSync(shell, [...options, text], {
            cwd: folder.path,
            env: { PATH: "/usr/bin:/bin" },
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
          });
          const { stdout } = spawnSync("sh", ["-c", "cat f.txt; ls"], { cwd: folder.path, encoding: "utf8" });
          // `env` shows what bash itself adds.
          return {
            status: run.status,
            stdout: run.stdout.replaceAll(/^(_|SHLVL|PWD|OLDPWD)=.*\n/gm, ""),
            files: stdout.replaceAll(/^(_|SHLVL|PWD|OLDPWD)=.*\n/gm, ""),
          };
        });
        for (const run of runs) expect(run).toEqual(runs[0]);
      }),
      { numRuns: 60, seed: Number(process.env.REPO_PROPERTY_SEED ?? 1) },
    );
    expect(plain).toBeGreaterThan(30);
  });
});
