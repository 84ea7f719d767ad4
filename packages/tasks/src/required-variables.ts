import { relative } from "node:path";
import type { Notice, Place, RequiredVariable, TaskId, Variables } from "@nix-repo/model";

/** Says which variables the `.env.example` files require and nothing sets: one notice for a task, or none. */
export function missingVariables({
  task,
  required,
  env,
  callerEnv,
  root,
}: {
  task: TaskId;
  required: readonly RequiredVariable[];
  /** All that the task sees, the devShell's variables among it. */
  env: Variables;
  callerEnv: Variables;
  /** The workspace's, against which files are named. */
  root: string;
}): Notice | undefined {
  const missing = required.filter(({ name }) => env[name] === undefined);
  if (missing.length === 0) return undefined;
  const named = missing.map(({ name, place }) => `${name} (${placeText(place, root)})`).join(", ");
  const unseen = missing.map(({ name }) => name).filter((name) => callerEnv[name] !== undefined);
  const advice =
    unseen.length === 0
      ? `set ${missing.length === 1 ? "it" : "them"} in .env or .env.local`
      : `your environment has ${unseen.join(", ")}, but a task whose result may be kept sees only what its verb names under env or passEnv`;
  return { type: "notice", level: "warning", task, text: `required and not set: ${named}; ${advice}` };
}

function placeText({ file, line }: Place, root: string): string {
  return `${relative(root, file)}${line === undefined ? "" : `:${line}`}`;
}
