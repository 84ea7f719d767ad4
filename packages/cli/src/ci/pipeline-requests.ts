import { parseTaskId, taskId, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import type { TaskRequest } from "@nix-repo/tasks";
import type { CiScope } from "./ci-scope.ts";

export interface Pipeline {
  readonly requests: readonly TaskRequest[];
  readonly stages: readonly string[];
}

/** What the registry's `ci` asks of the services in scope. A verb is passed over where a service does not have it; a single task has to be there. */
export function pipelineRequests(workspace: Workspace, scope: CiScope): Pipeline {
  const isAffected = new Set(
    scope.kind === "affected" ? [...scope.affected.services, ...scope.affected.tasks].map(({ name }) => name) : [],
  );
  const isIn = (name: string) => scope.kind === "everything" || isAffected.has(name);
  const requests = workspace.ci.stages.flatMap(({ name: stage, entries }) =>
    entries.flatMap((entry): TaskRequest[] => {
      const task = singleTask(entry, workspace);
      if (task !== undefined) {
        const node = task.service === WORKSPACE_SERVICE ? taskId(task.service, task.verb) : task.service;
        return isIn(node) ? [{ ...task, stage }] : [];
      }
      return workspace.serviceNames.filter(isIn).map((service) => ({ service, verb: entry, stage, optional: true }));
    }),
  );
  return { requests, stages: workspace.ci.stages.map(({ name }) => name) };
}

/** `//:check-flake` and `web:e2e`; `db:seed` is a verb unless there is a service `db`. */
function singleTask(entry: string, { serviceNames }: Workspace): { service: string; verb: string } | undefined {
  const task = parseTaskId(entry);
  return task !== undefined && (task.service === WORKSPACE_SERVICE || serviceNames.includes(task.service)) ? task : undefined;
}
