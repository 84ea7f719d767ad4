import { EXIT, err, type Failure, ok, type Result, type Service, type ShellChoice, WORKSPACE_SERVICE } from "@nix-repo/model";
import type { HookStatus, NixProvider, ShellStatus } from "@nix-repo/nix";
import { formatBytes, renderTable, symbolsFor } from "@nix-repo/reporters";
import { changeBetween, type ExportFormat, exportText, shellQuoted } from "../export-formats.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { servicesHere } from "../where-we-are.ts";

interface Request {
  readonly flags: GlobalFlags & {
    readonly all: boolean;
    readonly force: boolean;
    readonly sizes: boolean;
    readonly json: boolean;
    readonly format: ExportFormat;
  };
  readonly action: "status" | "refresh" | "prune" | "export" | "direnv";
  readonly names: readonly string[];
  readonly context: RepoContext;
}

/** `repo env …`. */
export async function manageEnvironments(request: Request): Promise<number> {
  const { flags, action, context } = request;
  const { io } = context;
  if (action === "direnv") {
    io.stdout.write(DIRENV);
    return EXIT.ok;
  }
  const session = await openSession(flags, io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const done = action === "export" ? await exportEnvironment(request, session.value) : await withKeeper(request, session.value);
  return done.ok ? done.value : await refuseIn(session.value, done.error);
}

async function withKeeper(request: Request, session: Session): Promise<Result<number>> {
  const provider = await nixProvider(session);
  if (!provider.ok) return provider;
  const { action, flags } = request;
  const shells = await shellsOf(flags.all || action === "prune" ? [] : request.names, session);
  if (!shells.ok) return shells;
  const choices = shells.value.map(({ choice }) => choice);
  const { keeper } = provider.value;
  switch (action) {
    case "status":
      return ok(showStatus(await keeper.status(choices, { sizes: flags.sizes }), request));
    case "refresh":
      return await refresh(shells.value, { request, provider: provider.value, session });
    case "prune":
      return ok(showPruned(await keeper.prune(choices), request));
    default:
      throw new Error(`${action} needs no keeper`);
  }
}

/** Environments are kept of devShells alone. */
export async function nixProvider(session: Session): Promise<Result<NixProvider>> {
  const provider = await session.provider();
  if (!provider.ok) return provider;
  if (provider.value.kind !== "nix") return err({ code: "usage", message: "environments are kept of devShells, and the provider is host" });
  return ok(provider.value as NixProvider);
}

export interface WantedShell {
  readonly choice: ShellChoice;
  /** Whether one of the services wants its hook to be recorded. */
  readonly recordHook: boolean;
}

/** The distinct devShells of the named services, or of all and of the workspace itself. */
export async function shellsOf(names: readonly string[], session: Session): Promise<Result<readonly WantedShell[]>> {
  const { workspace } = session;
  const wanted =
    names.length > 0
      ? names.flatMap((name) => (name === "." ? servicesHere(session) : [name]))
      : [...workspace.serviceNames, WORKSPACE_SERVICE];
  const shells = new Map<string, WantedShell>();
  for (const name of wanted) {
    const service = await workspace.service(name);
    if (!service.ok) return service;
    for (const choice of shellsIn(service.value)) {
      const key = keyOf(choice);
      const recordHook = service.value.shellHook === "capture" || shells.get(key)?.recordHook === true;
      shells.set(key, { choice, recordHook });
    }
  }
  return ok([...shells.values()]);
}

/** A service's own, and those that single verbs name. */
export function shellsIn({ name, shell, verbs }: Service): readonly ShellChoice[] {
  const ofVerbs = [...verbs.values()].map(({ override, registry }) => override?.options.shell ?? registry?.options.shell);
  // The workspace's own counts only where it is used.
  const own = name === WORKSPACE_SERVICE && verbs.size === 0 ? [] : [shell];
  return [...own, ...ofVerbs.filter((each) => each !== undefined)].filter(({ kind }) => kind !== "none");
}

function keyOf(shell: ShellChoice): string {
  return shell.kind === "named" ? shell.name : JSON.stringify(shell.kind === "inferred" ? shell.candidates : shell.kind);
}

function showStatus(statuses: readonly ShellStatus[], { flags, context: { io } }: Request): number {
  if (flags.json) {
    io.stdout.write(`${JSON.stringify({ version: 1, kind: "environments", environments: statuses }, undefined, 2)}\n`);
    return EXIT.ok;
  }
  const rows = statuses.map((status) => [status.shell, status.state, ageOf(status), sizeOf(status), because(status)]);
  const header = ["devShell", "state", "kept", ...(flags.sizes ? ["closure"] : []), "because"];
  const shown = rows.map((row) => (flags.sizes ? row : row.filter((_, column) => column !== 3)));
  io.stdout.write(`${renderTable([header, ...shown], { columns: io.stdout.columns, ellipsis: symbolsFor(io.env).ellipsis }).join("\n")}\n`);
  return EXIT.ok;
}

function because({ because, files, hook }: ShellStatus): string {
  if (because !== undefined) return because.kind === "file" ? `${because.what} changed` : because.what;
  const read = files.length === 0 ? [] : [`read ${files.join(", ")}`];
  return [...read, ...hookText(hook)].join("; ");
}

function hookText(hook: HookStatus | undefined): readonly string[] {
  if (hook === undefined) return [];
  return [hook.state === "recorded" ? `shellHook recorded ${ago(hook.recordedAt)}` : `shellHook runs at every start: ${hook.why}`];
}

function ageOf({ capturedAt }: ShellStatus): string {
  return capturedAt === undefined ? "" : age(capturedAt);
}

function ago(since: number): string {
  const text = age(since);
  return text === JUST_NOW ? text : `${text} ago`;
}

/** @param since in milliseconds since the epoch */
function age(since: number): string {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  if (minutes < 1) return JUST_NOW;
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}

const JUST_NOW = "just now";

function sizeOf({ closureBytes }: ShellStatus): string {
  return closureBytes === undefined ? "" : formatBytes(closureBytes);
}

async function refresh(
  shells: readonly WantedShell[],
  { request, provider, session }: { request: Request; provider: NixProvider; session: Session },
): Promise<Result<number>> {
  const { flags, context } = request;
  const choices = shells.map(({ choice }) => choice);
  const captured = await provider.keeper.refresh(choices, { force: flags.force });
  const results = await Promise.all(
    captured.map(async ({ shell, result }, i) => {
      const wanted = shells[i];
      if (!result.ok || !wanted?.recordHook) return { shell, result };
      const hook = await provider.recordHook(wanted.choice);
      return { shell, result: hook.ok ? ok({ ...result.value, hook: hook.value }) : hook };
    }),
  );
  const failures: Failure[] = [];
  for (const { result } of results) if (!result.ok) failures.push(result.error);
  if (flags.json) {
    const environments = results.map(({ shell, result }) => ({
      shell,
      refreshed: false,
      ...(result.ok ? result.value : {}),
      failed: !result.ok,
    }));
    context.io.stdout.write(`${JSON.stringify({ version: 1, kind: "refreshed", environments }, undefined, 2)}\n`);
  } else {
    for (const { shell, result } of results) if (result.ok) context.io.stdout.write(`${shell}: ${refreshedText(result.value)}\n`);
  }
  for (const failure of failures) await refuseIn(session, failure);
  return ok(failures.length === 0 ? EXIT.ok : EXIT.environment);
}

function refreshedText({ refreshed, hook }: { refreshed: boolean; hook?: "recorded" | "refused" | undefined }): string {
  const hooks = hook === "recorded" ? ", shellHook recorded" : hook === "refused" ? ", shellHook runs at every start" : "";
  return `${refreshed ? "captured" : "valid"}${hooks}`;
}

function showPruned(removed: readonly string[], { flags, context: { io } }: Request): number {
  if (flags.json) io.stdout.write(`${JSON.stringify({ version: 1, kind: "pruned", removed }, undefined, 2)}\n`);
  else for (const name of removed) io.stdout.write(`removed ${name}\n`);
  return EXIT.ok;
}

async function exportEnvironment({ names, flags, context: { io } }: Request, session: Session): Promise<Result<number>> {
  const [name = servicesHere(session)[0] ?? WORKSPACE_SERVICE, ...others] = names.filter((each) => each !== ".");
  if (others.length > 0)
    return err({ code: "usage", message: "export gives the environment of one service", hint: `repo env export ${name}` });
  const service = await session.workspace.service(name);
  if (!service.ok) return service;
  const provider = await nixProvider(session);
  if (!provider.ok) return provider;
  const environment = await provider.value.environmentOf(service.value.shell);
  if (!environment.ok) return environment;
  const { caller } = session;
  const launch = await environment.value.launch({
    run: { kind: "bash", script: ":" },
    args: [],
    cwd: session.workspace.root,
    base: caller,
    overlay: {},
    hook: "once-per-run",
    shellHook: service.value.shellHook,
  });
  if (!launch.ok) return launch;
  const change = changeBetween(caller, launch.value.env);
  if (flags.format !== "direnv") {
    io.stdout.write(exportText(change, flags.format));
    return ok(EXIT.ok);
  }
  const [status] = await provider.value.keeper.status([service.value.shell], { sizes: false });
  const watched = (status?.watched ?? []).map((file) => `watch_file ${shellQuoted(file)}\n`).join("");
  io.stdout.write(`${exportText(change, "sh")}${watched}`);
  return ok(EXIT.ok);
}

/** For direnv: https://direnv.net/man/direnv-stdlib.1.html. The environment is loaded again when something that it was made from changes. */
const DIRENV = `use_repo() {
  local exported
  exported=$(repo env export "$@" --format direnv) || return
  eval "$exported"
}
`;
