import { editorSchema, resolvedConfig, type Validation, validateAll } from "@nix-repo/config";
import { EXIT, type Failure } from "@nix-repo/model";
import { decideColour, renderDiagnostics } from "@nix-repo/reporters";
import { OWN_COMMANDS } from "../command-names.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, refuse, refuseIn } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";

interface Request {
  readonly flags: GlobalFlags & {
    readonly override: boolean;
    readonly json: boolean;
    readonly resolved: string | undefined;
    readonly out: string | undefined;
  };
  readonly action: "print" | "validate" | "schema" | "editor";
  readonly context: RepoContext;
}

export async function showConfig(request: Request): Promise<number> {
  switch (request.action) {
    case "schema":
      return print(await editorSchema(request.flags.override ? "override" : "registry"), request.context.io);
    case "print":
      return request.flags.resolved === undefined ? await printConfig(request) : await printValues(request.flags.resolved, request);
    case "editor": {
      const { writeEditorFiles } = await import("./write-editor-files.ts");
      return await writeEditorFiles({ flags: request.flags, out: request.flags.out, io: request.context.io });
    }
    case "validate":
      return await validate(request);
  }
}

async function printValues(service: string, { flags, context: { io } }: Request): Promise<number> {
  const { printResolved } = await import("./print-resolved.ts");
  return await printResolved(service, { flags, io });
}

function print(value: unknown, io: Io): number {
  io.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
  return EXIT.ok;
}

async function printConfig({ flags, context: { io } }: Request): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const config = await resolvedConfig(session.value.workspace);
  return config.ok ? print(config.value, io) : await refuseIn(session.value, config.error);
}

async function validate({ flags, context: { io } }: Request): Promise<number> {
  const session = await openSession(flags, io);
  if (!session.ok && (session.error.code !== "file-invalid" || !flags.json)) return await refuse(session.error, { io, flags });
  const validation = session.ok ? await validateAll(session.value.workspace, { ownCommands: OWN_COMMANDS }) : mistakesOf(session.error);
  const { errors, warnings } = validation;
  const code = errors.length === 0 ? EXIT.ok : EXIT.usage;
  if (flags.json) {
    print({ version: 1, kind: "validation", valid: errors.length === 0, errors, warnings }, io);
    return code;
  }
  const root = session.ok ? session.value.workspace.root : io.cwd;
  const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stderr.isTTY === true });
  for (const diagnostics of [errors, warnings]) {
    if (diagnostics.length > 0) io.stderr.write(`${renderDiagnostics(diagnostics, { root, colour })}\n`);
  }
  if (code === EXIT.ok && session.ok) io.stdout.write(`${summary(session.value.workspace.serviceNames.length, warnings.length)}\n`);
  return code;
}

function mistakesOf(failure: Failure): Validation {
  return { errors: failure.code === "file-invalid" ? failure.diagnostics : [], warnings: [] };
}

function summary(services: number, warnings: number): string {
  const found = warnings === 0 ? "no mistakes" : `no mistakes, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  return `${services} ${services === 1 ? "service" : "services"}, ${found}`;
}
