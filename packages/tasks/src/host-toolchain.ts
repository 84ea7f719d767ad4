import { argvOf, type EnvironmentIdentity, ok, type Result, type Run, type Variables } from "@nix-repo/model";
import { runText } from "./command-text.ts";

/**
 * What the host's tools say of themselves, which stands for them in keys.
 * @returns undefined where one of the commands fails: then nobody can tell which tools there are
 */
export async function hostToolchain(
  commands: readonly Run[],
  { cwd, env }: { readonly cwd: string; readonly env: Variables },
): Promise<Result<EnvironmentIdentity | undefined>> {
  const { execa } = await import("execa");
  const answers = await Promise.all(
    commands.map(async (run) => {
      const [file = "", ...args] = argvOf(run, []);
      const { failed, all } = await execa(file, args, {
        cwd,
        env,
        extendEnv: false,
        reject: false,
        all: true,
        stdin: "ignore",
        timeout: LONGEST_MS,
      });
      return [runText(run), failed ? undefined : all] as const;
    }),
  );
  if (answers.some(([, answer]) => answer === undefined)) return ok(undefined);
  const variables = Object.fromEntries(answers) as Variables;
  return ok({ shell: "host", token: JSON.stringify(variables), variables: () => variables, secrets: [] });
}

const LONGEST_MS = 30_000;
