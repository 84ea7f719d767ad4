import { isAtRest, type UnitView } from "@nix-repo/model";
import { type ConnectOptions, connect } from "@nix-repo/supervisor";
import { isRunning } from "@nix-repo/testkit";
import { processesWith } from "./chaos-services.ts";
import type { WorkspaceStatus } from "./supervised-workspace.ts";

/** Nothing is about to change, unless somebody does something. */
export async function isSettled(options: ConnectOptions): Promise<boolean> {
  const connection = await connect(options);
  if (!connection.ok) throw new Error(JSON.stringify(connection.error));
  if (connection.value.kind !== "connected") return true;
  const units = await connection.value.client.status();
  connection.value.client.close();
  return units.ok && units.value.every(({ state }: UnitView) => isAtRest(state) || state.kind === "ready");
}

/** In what the status is not what `/proc` says. */
export function disagreement(
  { running, units }: WorkspaceStatus,
  { variable, supervisors }: { variable: string; supervisors: ReadonlySet<number> },
): string | undefined {
  const { marked, others } = processesWith(variable);
  const background = others.filter((pid) => !supervisors.has(pid));
  if (background.length > 1) return `more than one supervisor: ${background.join(", ")}`;
  if (!running && others.length > 0) return `nothing runs, and there is ${others.join(", ")}`;
  const marks = new Map(marked.map(({ pid, mark }) => [pid, mark]));
  const known = new Set<string>();
  for (const { unit, state, pid } of units) {
    if (state !== "ready") {
      if (pid !== undefined) return `${unit} is ${state}, and has process ${pid}`;
      continue;
    }
    const mark = marks.get(pid ?? 0);
    if (mark === undefined) return `${unit} is ready, and its process ${pid} is not there`;
    if (!mark.endsWith(`/${unit}`)) return `${unit} is ready, and its process ${pid} is of ${mark}`;
    known.add(mark);
  }
  const strays = marked.filter(({ mark }) => !known.has(mark));
  if (strays.length > 0) return `nobody accounts for ${strays.map(({ pid, mark }) => `${pid} of ${mark}`).join(", ")}`;
  const tokens = new Set(marked.map(({ mark }) => mark.split("/")[0]));
  return tokens.size > 1 ? `marks of ${tokens.size} supervisors` : undefined;
}

export function stateOf({ units, left }: WorkspaceStatus): string {
  return [...units.map(({ unit, message }) => `${unit} ${message}`), ...left.map(({ unit }) => `left: ${unit}`)].join("; ");
}

export async function goneOf(pid: number): Promise<void> {
  for (const end = Date.now() + 30_000; isRunning(pid); ) {
    if (Date.now() > end) throw new Error(`${pid} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
