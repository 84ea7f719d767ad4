import { ok, type Param, type ParamMistake, type Result, takesValue, taskId } from "@nix-repo/model";
import { ask } from "../ask.ts";
import type { Session } from "../open-session.ts";
import { verbsWithParams } from "../params/known-params.ts";
import { bindParams } from "../params/params-door.ts";
import { runtimeOf } from "../task-context.ts";
import { pick } from "./pick.ts";
import type { RunnableCommand } from "./runnable-commands.ts";

/**
 * Asks for the parameters that a command needs and that nothing gives yet.
 * @returns the words that give them; undefined where the user went away. Fails as reading a `.env` does.
 */
export async function askParams({ verb, services }: RunnableCommand, session: Session): Promise<Result<readonly string[] | undefined>> {
  const missing = await missingParams({ verb, services }, session);
  if (!missing.ok) return missing;
  const words: string[] = [];
  for (const [name, param] of missing.value) {
    const value = await askValue(name, param, session);
    if (value === undefined) return ok(undefined);
    words.push(...flagOf(name, param, value));
  }
  return ok(words);
}

async function missingParams(
  { verb, services }: Pick<RunnableCommand, "verb" | "services">,
  session: Session,
): Promise<Result<ReadonlyMap<string, Param>>> {
  const { workspace, caller } = session;
  const found = new Map<string, Param>();
  for (const name of services) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    const [having] = await verbsWithParams(workspace, { command: "run", words: [taskId(name, verb)] });
    if (having === undefined) continue;
    const runtime = await runtimeOf(session)(service.value);
    if (!runtime.ok) return runtime;
    const bound = bindParams(having.params, { task: taskId(name, verb), callerEnv: caller, runtime: runtime.value });
    for (const mistake of bound.ok ? [] : bound.error) {
      const param = isMissing(mistake) ? having.params[mistake.name] : undefined;
      if (isMissing(mistake) && param !== undefined && !found.has(mistake.name)) found.set(mistake.name, param);
    }
  }
  return ok(found);
}

function isMissing(mistake: ParamMistake): mistake is Extract<ParamMistake, { kind: "missing" }> {
  return mistake.kind === "missing";
}

async function askValue(name: string, param: Param, { io }: Session): Promise<string | undefined> {
  const message = param.description === undefined ? `${name}:` : `${name} (${param.description}):`;
  const values = param.kind === "boolean" ? ["true", "false"] : param.choices;
  if (values !== undefined) return await pick({ message, choices: values.map((value) => ({ text: value, about: "", value })), io });
  const { default: input } = await import("@inquirer/input");
  const validate = (text: string) =>
    text !== "" && takesValue(param, text) ? true : `expected ${param.kind === "number" ? "a number" : "a text"}`;
  return await ask(io, (asking) => input({ message, validate }, asking));
}

/** As one would type it. */
function flagOf(name: string, { kind }: Param, value: string): readonly string[] {
  if (kind === "boolean") return [value === "true" ? `--${name}` : `--no-${name}`];
  return value.startsWith("-") ? [`--${name}=${value}`] : [`--${name}`, value];
}
