/** `web:build`, or `//:fmt` for a verb of the workspace itself. */
export type TaskId = `${string}:${string}`;

/** The name under which the workspace itself stands where a service could. */
export const WORKSPACE_SERVICE = "//";

export function taskId(service: string, verb: string): TaskId {
  return `${service}:${verb}`;
}

/**
 * Splits `web:build` at its first colon. A verb may hold colons of its own (`web:db:seed`, as npm scripts and Taskfiles have them).
 * @returns undefined where the text is not a task.
 */
export function parseTaskId(text: string): { service: string; verb: string } | undefined {
  const colon = text.indexOf(":");
  if (colon <= 0 || colon === text.length - 1) return undefined;
  return { service: text.slice(0, colon), verb: text.slice(colon + 1) };
}
