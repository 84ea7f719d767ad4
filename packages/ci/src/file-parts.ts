import { err, ok, type Result, type TaskId } from "@nix-repo/model";
import { matching, type Shape } from "./read-json.ts";

// What plans and reports have in common.

/** The full name of a commit, of either kind of hash. */
export const commit: Shape<string> = matching(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/, "the name of a commit");

/** `web:build`, on one line. */
export const task: Shape<TaskId> = matching(/^[^:\p{Cc}]+:\P{Cc}+$/u, "a task");

/** Whether it is a file of this kind at all, and of a version that is known, before anything else is said of it. */
export function checkKind(kind: string, what: string): Shape<unknown> {
  return (value): Result<unknown, string> => {
    const header = (typeof value === "object" && value !== null ? value : {}) as { readonly kind?: unknown; readonly version?: unknown };
    if (header.kind !== kind) return err(`it is not ${what}`);
    if (header.version === 1) return ok(value);
    return err(
      typeof header.version === "number" ? `it is of version ${header.version}, and version 1 is what is read here` : "version is missing",
    );
  };
}

/** As people know a commit. */
export function shortCommit(name: string): string {
  return name.slice(0, 12);
}
