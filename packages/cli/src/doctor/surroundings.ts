import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findRegistry } from "@nix-repo/config";
import { findRepository, type Repository } from "@nix-repo/git";
import { err, type Failure, ok, type Result, type Service, type Variables } from "@nix-repo/model";
import { chooseProvider, isCi } from "../choose-provider.ts";
import type { Io } from "../io.ts";
import { type GlobalFlags, openSession, type Session } from "../open-session.ts";
import { type NixAnswers, nixAnswers } from "./nix-answers.ts";

/** What the checks look at, found once for all of them. */
export interface Surroundings {
  readonly io: Io;
  readonly env: Variables;
  /** The workspace's root; outside of one the caller's folder. Absolute. */
  readonly root: string;
  readonly workspace: WorkspaceFound;
  /** The repository of git that holds the root. */
  readonly repository: Repository | undefined;
  /** The services that open. None where there is no workspace. */
  readonly services: readonly Service[];
  /** Whether devShells are what the user works with: `host` was not asked for by name. */
  readonly usesNix: boolean;
  /** Nobody works here: what is for people only is not looked at. */
  readonly isCi: boolean;
  readonly nix: NixAnswers;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type WorkspaceFound =
  | { readonly kind: "open"; readonly session: Session }
  | { readonly kind: "broken"; readonly failure: Failure }
  | { readonly kind: "none" };

/** Fails as `usage` where the flags name a folder or a provider that there is not; a workspace that cannot be opened is something to look at. */
export async function lookAround({ flags, io, ci }: { flags: GlobalFlags; io: Io; ci: boolean }): Promise<Result<Surroundings>> {
  const cwd = flags.cwd === undefined ? io.cwd : resolve(io.cwd, flags.cwd);
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) return err({ code: "usage", message: `there is no folder ${cwd}` });
  const choice = chooseProvider({ flag: flags.provider, env: io.env });
  if (!choice.ok && choice.error.code === "usage") return choice;
  const session = await openSession(flags, io);
  const workspace = found(session);
  const registry = findRegistry(cwd);
  const root = session.ok ? session.value.workspace.root : registry.ok ? dirname(registry.value) : cwd;
  const env = { ...io.env } as Variables;
  return ok({
    io,
    env,
    root,
    workspace,
    repository: findRepository(root),
    services: workspace.kind === "open" ? await servicesOf(workspace.session) : [],
    usesNix: !(choice.ok && choice.value.kind === "host" && choice.value.asked),
    isCi: ci || isCi(io.env),
    nix: nixAnswers({ env, cwd: root }),
    now: Date.now(),
  });
}

function found(session: Awaited<ReturnType<typeof openSession>>): WorkspaceFound {
  if (session.ok) return { kind: "open", session: session.value };
  return session.error.code === "workspace-not-found" ? { kind: "none" } : { kind: "broken", failure: session.error };
}

async function servicesOf({ workspace }: Session): Promise<readonly Service[]> {
  const services = await Promise.all(workspace.serviceNames.map((name) => workspace.service(name)));
  return services.flatMap((service) => (service.ok ? [service.value] : []));
}
