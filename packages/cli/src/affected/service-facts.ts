import type { Need, ServiceFacts } from "@nix-repo/ci";
import { ok, openGlobs, parseTaskId, type Result, type Service, WORKSPACE_SERVICE } from "@nix-repo/model";
import { taskFileReads } from "@nix-repo/tasks";
import { needsOfVerb, optionOf } from "../needs-of-verb.ts";
import type { Session } from "../open-session.ts";

/** What of every service decides whether a change concerns it; then the workspace's own tasks that somebody needs. Starts nothing. */
export async function serviceFacts({ workspace }: Session): Promise<Result<readonly ServiceFacts[]>> {
  const facts: ServiceFacts[] = [];
  const ofWorkspace = new Set<string>(workspace.ci.stages.flatMap(({ entries }) => entries.filter(isOfWorkspace)));
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    const needs = needsOf(service.value, workspace.serviceNames);
    for (const { through = "" } of needs) if (isOfWorkspace(through)) ofWorkspace.add(through);
    facts.push({
      name,
      folder: service.value.folder,
      inputs: await inputsOf(service.value, workspace.root),
      definitionFiles: definitionFilesOf(service.value),
      needs,
    });
  }
  const own = await workspace.service(WORKSPACE_SERVICE);
  if (!own.ok) return own;
  const open = [...ofWorkspace];
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    const verb = parseTaskId(task)?.verb ?? "";
    const needs = needsOfVerb(own.value.verbs.get(verb) ?? {}, { service: own.value, serviceNames: workspace.serviceNames });
    for (const { through = "" } of needs) {
      if (!isOfWorkspace(through) || ofWorkspace.has(through)) continue;
      ofWorkspace.add(through);
      open.push(through);
    }
    const globs = await openGlobs(optionOf(own.value.verbs.get(verb) ?? {}, "inputs") ?? ["**"], rootFolders(workspace));
    facts.push({ name: task, inputs: [{ verb, globs }], definitionFiles: definitionFilesOf(own.value), needs });
  }
  return ok(facts);
}

function rootFolders({ root }: { readonly root: string }): { folder: string; root: string } {
  return { folder: root, root };
}

/** The verbs that declare what they read: whatever of it lies in the service's own folder concerns it anyway. */
async function inputsOf({ folder, verbs }: Service, root: string): Promise<ServiceFacts["inputs"]> {
  const declared: { verb: string; globs: Awaited<ReturnType<typeof openGlobs>> }[] = [];
  for (const [verb, layers] of verbs) {
    const inputs = optionOf(layers, "inputs") ?? [];
    if (inputs.some((glob) => /^!?\/\//.test(glob))) declared.push({ verb, globs: await openGlobs(inputs, { folder, root }) });
  }
  return declared;
}

function definitionFilesOf({ taskFiles }: Service): string[] {
  return taskFiles.flatMap((taskFile) => taskFileReads(taskFile));
}

function needsOf(service: Service, serviceNames: readonly string[]): Need[] {
  const needs = new Map<string, Need>(service.dependsOn.map((name) => [name, { service: name }]));
  for (const layers of service.verbs.values())
    for (const need of needsOfVerb(layers, { service, serviceNames })) {
      const key = need.service === WORKSPACE_SERVICE ? (need.through ?? "") : need.service;
      if (!needs.has(key)) needs.set(key, need);
    }
  return [...needs.values()];
}

function isOfWorkspace(task: string): boolean {
  return task.startsWith(`${WORKSPACE_SERVICE}:`);
}
