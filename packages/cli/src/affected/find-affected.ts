import { affectedServices, type ChangeFacts } from "@nix-repo/ci";
import { type Affected, ok, openGlobs, type Result } from "@nix-repo/model";
import type { Session } from "../open-session.ts";
import { baseDefinitions } from "./base-definitions.ts";
import { type Change, openChange, stagedChange } from "./open-change.ts";
import { serviceFacts } from "./service-facts.ts";
import { shellChanges } from "./shell-changes.ts";

/** Which services a change affects: what differs between the base and the work tree, and what depends on it. */
export async function findAffected(session: Session, { base }: { readonly base?: string | undefined }): Promise<Result<Affected>> {
  const change = await openChange(session, { base });
  return change.ok ? await affectedBy(session, change.value) : change;
}

export async function affectedBy(session: Session, change: Change): Promise<Result<Affected>> {
  const services = await serviceFacts(session);
  if (!services.ok) return services;
  const facts = { ...(await plainFacts(session, change)), services: services.value, dependents: true };
  if (change.base.commit === undefined)
    return ok(affectedServices({ ...facts, everything: change.because ?? "there is nothing to compare with" }));
  const before = await baseDefinitions(session, change);
  if (!before.ok) return before;
  const { definitions, everything } = before.value;
  if (everything !== undefined) return ok(affectedServices({ ...facts, everything }));
  const shells = await shellChanges(session, { change, before: before.value });
  return shells.ok ? ok(affectedServices({ ...facts, definitions, shells: shells.value })) : shells;
}

/** The services in whose folders, or among whose declared inputs, something is staged. */
export async function findStaged(session: Session): Promise<Result<Affected>> {
  const change = await stagedChange(session);
  if (!change.ok) return change;
  const services = await serviceFacts(session);
  if (!services.ok) return services;
  return ok(affectedServices({ ...(await plainFacts(session, change.value)), services: services.value, dependents: false }));
}

async function plainFacts(
  { workspace }: Session,
  { base, top, changed, folders }: Change,
): Promise<Omit<ChangeFacts, "services" | "dependents">> {
  const { root } = workspace;
  // The root's layer of variables reaches every task, where git tracks it at all.
  const shared = await openGlobs([".env", ".env.local", ...workspace.globalInputs], { folder: root, root });
  return { base, top, changed, folders, shared, definitions: new Map(), shells: new Map() };
}
