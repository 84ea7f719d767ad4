import { dirname } from "node:path";
import { ok, type Result, type Service, type TaskId, WORKSPACE_SERVICE } from "@nix-repo/model";
import type { DrawnEdge, DrawnGraph, DrawnNode } from "@nix-repo/reporters";
import { type NeededTask, needsOfVerb } from "../needs-of-verb.ts";
import type { Session } from "../open-session.ts";
import { shellName } from "../shell-name.ts";

/** All services, the tasks of the workspace itself that any of them needs, and what each depends on. Starts nothing. */
export async function serviceGraph({ workspace }: Session): Promise<Result<DrawnGraph>> {
  const { serviceNames } = workspace;
  const nodes: DrawnNode[] = [];
  const edges: DrawnEdge[] = [];
  const ofWorkspace = new Set<TaskId>();
  for (const name of serviceNames) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    nodes.push(serviceNode(service.value));
    for (const to of service.value.dependsOn) edges.push({ from: name, to, kind: "service" });
    for (const { verbs, need } of tasksNeededBy(service.value, serviceNames)) {
      const label = `${verbs.join(", ")} ${verbs.length === 1 ? "needs" : "need"} ${need.through}`;
      edges.push({ from: name, to: nodeOf(need), kind: "task", label, line: "dashed" });
      if (need.service === WORKSPACE_SERVICE) ofWorkspace.add(need.through);
    }
  }
  const own = await workspace.service(WORKSPACE_SERVICE);
  if (!own.ok) return own;
  // Also what is added meanwhile.
  for (const task of ofWorkspace) {
    nodes.push({ id: task, kind: "task", label: task, shape: "round" });
    const layers = own.value.verbs.get(task.slice(WORKSPACE_SERVICE.length + 1)) ?? {};
    for (const need of needsOfVerb(layers, { service: own.value, serviceNames })) {
      const isOfWorkspace = need.service === WORKSPACE_SERVICE;
      const label = isOfWorkspace ? {} : { label: `needs ${need.through}` };
      edges.push({ from: task, to: nodeOf(need), kind: "task", line: "dashed", ...label });
      if (isOfWorkspace) ofWorkspace.add(need.through);
    }
  }
  return ok({ nodes, edges });
}

function serviceNode(service: Service): DrawnNode {
  const { name, stack, tags } = service;
  const shell = shellName(service);
  return {
    id: name,
    kind: "service",
    label: name,
    ...groupOf(service),
    attributes: {
      ...(stack === undefined ? {} : { stack }),
      ...(shell === undefined ? {} : { shell }),
      ...(tags.length === 0 ? {} : { tags }),
    },
  };
}

/** The folder that a service shares with others. */
export function groupOf({ path }: Pick<Service, "path">): { readonly group?: string } {
  const folder = dirname(path);
  return folder === "." ? {} : { group: folder };
}

/** Each needed task once, with the verbs that wait for it. */
function tasksNeededBy(service: Service, serviceNames: readonly string[]): Iterable<{ verbs: string[]; need: NeededTask }> {
  const needed = new Map<TaskId, { verbs: string[]; need: NeededTask }>();
  for (const [verb, layers] of service.verbs) {
    for (const need of needsOfVerb(layers, { service, serviceNames })) {
      const known = needed.get(need.through);
      if (known === undefined) needed.set(need.through, { verbs: [verb], need });
      else known.verbs.push(verb);
    }
  }
  return needed.values();
}

/** The workspace is no service: its tasks stand for themselves. */
function nodeOf({ service, through }: NeededTask): string {
  return service === WORKSPACE_SERVICE ? through : service;
}
