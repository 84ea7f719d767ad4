import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { err, ok, type Result, writeWhole } from "@nix-repo/model";
import type { Session } from "../open-session.ts";
import type { CiScope } from "./ci-scope.ts";

export interface CiOutputs {
  readonly scope: CiScope;
  /** Whether anything is to be run; left out, whether any service is in scope. */
  readonly any?: boolean;
  /** Of a plan, for GitHub's `strategy.matrix`. One line. */
  readonly matrix?: string;
  /** The file of `--dotenv`. */
  readonly dotenv: string | undefined;
}

/** Tells the CI engine what a change affects: on GitHub as outputs of the step, elsewhere in the file of `--dotenv`. Names of services hold neither blanks nor line ends. */
export function writeCiOutputs({ workspace, caller, cwd }: Session, { scope, any, matrix, dotenv }: CiOutputs): Result<void> {
  const names = scope.kind === "affected" ? scope.affected.services.map(({ name }) => name) : workspace.serviceNames;
  const isAny = String(any ?? names.length > 0);
  const written = [
    ...(dotenv === undefined
      ? []
      : [write(`--dotenv ${dotenv}`, () => writeWhole(resolve(cwd, dotenv), `AFFECTED=${names.join(" ")}\nANY=${isAny}\n`))]),
    ...(caller.GITHUB_OUTPUT
      ? [write("GITHUB_OUTPUT", () => appendFileSync(caller.GITHUB_OUTPUT as string, githubLines({ names, isAny, matrix })))]
      : []),
  ];
  return written.find((each) => !each.ok) ?? ok(undefined);
}

function githubLines({ names, isAny, matrix }: { names: readonly string[]; isAny: string; matrix: string | undefined }): string {
  return [`affected=${JSON.stringify(names)}`, `any=${isAny}`, ...(matrix === undefined ? [] : [`matrix=${matrix}`])]
    .map((line) => `${line}\n`)
    .join("");
}

function write(what: string, how: () => void): Result<void> {
  try {
    how();
    return ok(undefined);
  } catch (error) {
    return err({ code: "usage", message: `${what} cannot be written: ${(error as Error).message}` });
  }
}
