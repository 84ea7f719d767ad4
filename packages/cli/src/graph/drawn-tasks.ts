import { type TaskId, WORKSPACE_SERVICE } from "@nix-repo/model";
import type { DrawnEdge, DrawnGraph, DrawnNode } from "@nix-repo/reporters";
import type { TaskGraph, TaskNode } from "@nix-repo/tasks";
import { shellName } from "../shell-name.ts";
import { groupOf } from "./service-graph.ts";

/** A task graph as it is drawn: in its stages, or by the folders of its services. */
export function drawnTasks({ tasks, stages }: TaskGraph): DrawnGraph {
  const hasStages = stages.some((name) => name !== "");
  const nodes = [...tasks.values()].map((task): DrawnNode => {
    const { id, verb, stage } = task;
    const shell = shellName(verb);
    return {
      id,
      kind: "task",
      label: id,
      shape: "round",
      ...(hasStages ? { group: stages[stage] ?? "" } : verb.service.name === WORKSPACE_SERVICE ? {} : groupOf(verb.service)),
      attributes: shell === undefined ? {} : { shell },
    };
  });
  const edges = [...tasks.values()].flatMap(({ id, dependsOn }) => dependsOn.map((to) => edgeTo(to, { from: id, task: tasks.get(to) })));
  return { nodes, edges, ...(hasStages ? { sequence: stages } : {}) };
}

/** What runs until it is stopped never completes: whoever needs it waits until it is ready, or no longer than for its start. */
function edgeTo(to: TaskId, { from, task }: { from: TaskId; task: TaskNode | undefined }): DrawnEdge {
  const { persistent, readyWhen } = task?.verb.options ?? {};
  if (!persistent) return { from, to, kind: "completed" };
  const kind = readyWhen === undefined ? "started" : "ready";
  return { from, to, kind, label: kind, line: "dashed" };
}
