import { type Params, parseTaskId, type Service, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import { paramsOf } from "@nix-repo/tasks";
import { oldName } from "../old-names.ts";

/** A verb of a service that has parameters. */
export interface VerbParams {
  readonly service: string;
  readonly verb: string;
  readonly params: Params;
}

/**
 * The verbs with parameters that a command line may mean: for `repo run` those of the tasks that it names, else of all that have the verb, services
 * that it names before the others. A service that cannot be read has none here: that is told by who runs it.
 */
export async function verbsWithParams(
  workspace: Workspace,
  { command, words }: { readonly command: string; readonly words: readonly string[] },
): Promise<readonly VerbParams[]> {
  if (command === "run") return await ofTasks(workspace, words);
  const { verb, service } = await oldName(command, workspace);
  const all = service === undefined ? [WORKSPACE_SERVICE, ...workspace.serviceNames] : [service];
  const found: VerbParams[] = [];
  for (const name of all) found.push(...(await ofVerb(workspace, { service: name, verb })));
  return [...found.filter((each) => words.includes(each.service)), ...found.filter((each) => !words.includes(each.service))];
}

async function ofTasks(workspace: Workspace, words: readonly string[]): Promise<readonly VerbParams[]> {
  const found: VerbParams[] = [];
  for (const word of words) {
    const task = parseTaskId(word);
    if (task !== undefined) found.push(...(await ofVerb(workspace, task)));
  }
  return found;
}

async function ofVerb(workspace: Workspace, { service: name, verb }: { service: string; verb: string }): Promise<VerbParams[]> {
  const service = await workspace.service(name);
  const params = service.ok ? declaredParams(service.value, verb) : undefined;
  return params === undefined ? [] : [{ service: name, verb, params }];
}

/** Undefined where there is nothing that can be given. */
function declaredParams(service: Service, verb: string): Params | undefined {
  const params = paramsOf(service, verb);
  return params === undefined || Object.keys(params).length === 0 ? undefined : params;
}
