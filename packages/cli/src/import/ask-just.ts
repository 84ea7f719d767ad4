import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { err, findOnPath, messageOf, ok, type Result } from "@nix-repo/model";
import { parseJustDump } from "@nix-repo/scaffold";

export type JustAnswer = { readonly dump: ReturnType<typeof parseJustDump> } | { readonly refusal: string };

/** What just says is in a file, or why it refuses it. Fails as `tool-missing`. */
export async function askJust({
  file,
  path,
  env,
}: {
  readonly file: string;
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Result<JustAnswer>> {
  const cwd = dirname(file);
  const just = findOnPath("just", { path: env.PATH, cwd });
  if (just === undefined) return err({ code: "tool-missing", tool: "just", file, nixPackage: "just" });
  const args = ["--justfile", file, "--dump", "--dump-format", "json"];
  const { failed, stdout, stderr } = await new Promise<{ failed: boolean; stdout: string; stderr: string }>((resolve) => {
    execFile(just, args, { cwd, env: { ...env, LC_ALL: "C" }, maxBuffer: MAX_DUMP }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, stdout, stderr: stderr || (error?.message ?? "") }),
    );
  });
  if (failed) return ok({ refusal: stderr.trim() });
  try {
    return ok({ dump: parseJustDump(stdout) });
  } catch (error) {
    return ok({ refusal: `the answer of just to ${path} cannot be read: ${messageOf(error)}` });
  }
}

/** In bytes; a dump is some ten times as long as its file. */
const MAX_DUMP = 64 * 1024 * 1024;
