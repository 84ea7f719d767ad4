import { type Environment, err, type LaunchRequest, ok, type Result, type TaskFile } from "@nix-repo/model";
import { DELEGATES } from "./delegates.ts";

export interface ToolRequest extends Pick<LaunchRequest, "base" | "overlay" | "cwd" | "hook" | "shellHook"> {
  readonly environment: Environment;
  /** Tools that the registry takes from the caller's PATH by name. */
  readonly hostTools: readonly string[];
}

/**
 * Fails as `delegate-tool-missing` where a devShell does not have a task file's tool itself. One on the caller's PATH does not count, though the
 * command would find it there: the next machine may have another, or none.
 * Where a hook runs at every start it alone knows its PATH, so that nothing can be said before.
 */
export async function requireTool(
  { tool, file }: TaskFile,
  { environment, hostTools, ...request }: ToolRequest,
): Promise<Result<undefined>> {
  if (environment.provider === "host" || hostTools.includes(tool)) return ok(undefined);
  const base = { ...request.base, PATH: NO_TOOLS };
  const launch = await environment.launch({ ...request, run: { kind: "argv", argv: [tool] }, args: [], base });
  if (launch.ok) return ok(undefined);
  if (launch.error.code !== "command-not-found") return launch;
  return err({ code: "delegate-tool-missing", tool, file, shell: environment.shell, nixPackage: DELEGATES[tool].nixPackage });
}

/** Empty by custom, and nothing is lost where it does not exist. */
const NO_TOOLS = "/var/empty";
