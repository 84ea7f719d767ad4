import { join } from "node:path";
import { err, ok, type Result } from "@nix-repo/model";
import type { NixError } from "../run-nix.ts";
import { diskReason } from "./disk-reason.ts";
import { readJson, writeWhole } from "./generations.ts";
import { inTurn } from "./in-turn.ts";
import type { KeeperOptions } from "./kept-environments.ts";
import { removeLeftovers } from "./leftovers.ts";

type Answer = Result<readonly string[], NixError>;

export interface SharedQuestion {
  /** Its own. */
  readonly folder: string;
  readonly ask: () => Promise<Answer>;
  /** Whether an answer will do that somebody was already looking for when we came: where what it says is checked afterwards. */
  readonly underWay: boolean;
  readonly options: KeeperOptions;
}

/** The answer to a question, asked by one of all the processes that want to know now. */
export function sharedAnswer({ folder, ask, underWay, options }: SharedQuestion): Promise<Answer> {
  const file = join(folder, "answer");
  const since = Date.now();
  return inTurn<Answer>({
    stateFolder: options.stateFolder,
    folder,
    signal: options.signal,
    interrupted: err({ kind: "interrupted" }),
    withoutFolder: ask,
    done() {
      const known = readJson(file) as { asked: number; answered: number; answer: readonly string[] } | undefined;
      return known !== undefined && (underWay ? known.answered : known.asked) >= since ? ok(known.answer) : undefined;
    },
    async work() {
      const asked = Date.now();
      const answer = await ask();
      if (!answer.ok) return answer;
      try {
        removeLeftovers(folder, { keep: undefined, env: options.callerEnv });
        writeWhole(file, JSON.stringify({ asked, answered: Date.now(), answer: answer.value }));
      } catch (error) {
        if (diskReason(error) === undefined) throw error;
      }
      return answer;
    },
  });
}
