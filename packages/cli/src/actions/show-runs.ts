import { EXIT, err, ok, type Result } from "@nix-repo/model";
import { decideColour, renderRun, renderRuns, runJson, runsJson, symbolsFor } from "@nix-repo/reporters";
import { keptRuns } from "@nix-repo/tasks";
import { findRun } from "../find-run.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & { readonly json: boolean };
  readonly words: readonly string[];
  readonly context: RepoContext;
}

/** `repo runs`, `repo runs show [ID]`. */
export async function showRuns({ flags, words, context }: Request): Promise<number> {
  const { io } = context;
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const question = parseWords(words);
  if (!question.ok) return await refuseIn(session.value, question.error);
  const { root } = session.value.workspace;
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
  const options = { root, colour, symbols: symbolsFor(io.env), columns: io.stdout.columns };
  if (question.value.kind === "list") {
    const runs = [...keptRuns(session.value.stateFolder)];
    io.stdout.write(`${flags.json ? JSON.stringify(runsJson(runs), undefined, 2) : renderRuns(runs, options)}\n`);
    return EXIT.ok;
  }
  const run = findRun(question.value.id, session.value);
  if (!run.ok) return await refuseIn(session.value, run.error);
  io.stdout.write(`${flags.json ? JSON.stringify(runJson(run.value, root), undefined, 2) : renderRun(run.value, options)}\n`);
  return EXIT.ok;
}

type Question = { readonly kind: "list" } | { readonly kind: "show"; readonly id: string | undefined };

function parseWords([action, id, extra]: readonly string[]): Result<Question> {
  if (action === undefined) return ok({ kind: "list" });
  if (action === "show" && extra === undefined) return ok({ kind: "show", id });
  const number = /^\d+$/.test(action) ? action : undefined;
  const hint = number === undefined ? "repo runs, or repo runs show 12" : `repo runs show ${number}`;
  return err({ code: "usage", message: `runs does not know "${extra ?? action}"`, hint });
}
