import { err, type Failure, nearest, ok, type Result, shellWord, WORKSPACE_SERVICE } from "@nix-repo/model";
import { listVerbs, type Selection, selectServices, type TaskRequest } from "@nix-repo/tasks";
import { OWN_COMMANDS } from "../command-names.ts";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import { type RepoContext, typedIn } from "../repo-command.ts";
import type { RunFlags } from "../run-flags.ts";
import { runNothing, runRequests } from "../run-requests.ts";
import { servicesHere } from "../where-we-are.ts";

interface Request {
  readonly flags: GlobalFlags &
    RunFlags & {
      readonly all: boolean;
      readonly tags: readonly string[];
      readonly affected: string | boolean | undefined;
      readonly staged: boolean;
      readonly withDependencies: boolean;
      readonly withDependents: boolean;
    };
  readonly verb: string;
  /** Names, paths and globs of services. */
  readonly names: readonly string[];
  readonly context: RepoContext;
}

/** `repo VERB [SERVICE…]`. */
export async function runVerb(request: Request): Promise<number> {
  const { flags, context } = request;
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io: context.io, flags });
  const meant = await asOldName(request, session.value);
  const requests = await requestsFor(meant, session.value);
  if (!requests.ok) return await refuseIn(session.value, requests.error);
  // What nobody changed needs no run; that it is so has been said.
  if (requests.value.length === 0) return await runNothing(session.value, { flags, typed: typedIn(context) });
  return await runRequests(session.value, { requests: requests.value, flags, typed: typedIn(context), mayBeEmpty: isNarrowed(flags) });
}

/** The verb may be a name as justfiles have it, which holds the service, or says that all are meant. */
async function asOldName(request: Request, { workspace }: Session): Promise<Request> {
  if (!request.verb.includes("-") || request.names.length > 0 || request.flags.all) return request;
  const { oldName } = await import("../old-names.ts");
  const { verb, service, all } = await oldName(request.verb, workspace);
  if (service !== undefined) return { ...request, verb, names: [service] };
  return all ? { ...request, verb, flags: { ...request.flags, all } } : request;
}

async function requestsFor(request: Request, session: Session): Promise<Result<readonly TaskRequest[]>> {
  const { flags, verb } = request;
  const args = request.context.rest ?? [];
  const given = request.context.given;
  const nobodyNamed = request.names.length === 0 && !flags.all && flags.tags.length === 0;
  const narrowed = isNarrowed(flags);
  if (request.names.length > 0 && !flags.all && flags.tags.length === 0 && !narrowed) {
    const words = await wordsForWorkspace(request, session);
    if (words !== undefined) return ok([{ service: WORKSPACE_SERVICE, verb, args, given: { flags: given?.flags ?? new Map(), words } }]);
  }
  const names = nobodyNamed && !narrowed ? await withoutNames(request, session) : ok(request.names);
  if (!names.ok) return names;
  const patterns = names.value.flatMap((name) => (name === "." ? servicesHere(session) : [name]));
  if (patterns.includes(WORKSPACE_SERVICE)) return ok([{ service: WORKSPACE_SERVICE, verb, args, given }]);
  const { tags, withDependencies, withDependents } = flags;
  const all = flags.all || (nobodyNamed && narrowed);
  const services = narrowed
    ? await selectChanged(session, { selection: { patterns, all, tags }, flags })
    : await selectServices(session.workspace, { patterns, all, tags, withDependencies, withDependents });
  if (!services.ok) return err(asArgument(services.error, { request, session }));
  if (args.length > 0 && services.value.length > 1) {
    const message = `what stands behind -- is for one command, and ${services.value.length} services are selected`;
    return err({ code: "usage", message, hint: `repo ${verb} ${services.value[0]} -- ${args.join(" ")}` });
  }
  // Who names a service by its name wants the verb there; a glob, a tag or --all means those that have it.
  return ok(services.value.map((service) => ({ service, verb, args, given, optional: narrowed || !patterns.includes(service) })));
}

/** What names no service may be meant for the command of the one before it. */
function asArgument(failure: Failure, { request: { verb, names }, session }: { request: Request; session: Session }): Failure {
  if (failure.code !== "unknown-service" || failure.nearest !== undefined) return failure;
  const first = names.indexOf(failure.name);
  if (first < 1 || !names.slice(0, first).every((name) => session.workspace.serviceNames.includes(name))) return failure;
  return { ...failure, asArgument: `repo ${verb} ${names.slice(0, first).join(" ")} -- ${names.slice(first).map(shellWord).join(" ")}` };
}

/** Undefined where the words name services. */
async function wordsForWorkspace({ verb, names }: Request, session: Session): Promise<readonly string[] | undefined> {
  const own = await session.workspace.service(WORKSPACE_SERVICE);
  if (!own.ok || !own.value.verbs.has(verb)) return undefined;
  const { areForWorkspace } = await import("../params/own-words.ts");
  return (await areForWorkspace(names, { verb, session })) ? names : undefined;
}

function isNarrowed({ affected, staged }: Request["flags"]): boolean {
  return (affected !== undefined && affected !== false) || staged;
}

/** Of the selected services those that a change affects, or in which something is staged; then what depends on them or what they depend on. */
async function selectChanged(
  session: Session,
  { selection, flags }: { selection: Selection; flags: Request["flags"] },
): Promise<Result<readonly string[]>> {
  const selected = await selectServices(session.workspace, selection);
  if (!selected.ok) return selected;
  const { narrowToChange } = await import("../affected/narrow-to-change.ts");
  const patterns = await narrowToChange(session, { services: selected.value, flags });
  if (!patterns.ok || patterns.value.length === 0) return patterns;
  const { withDependencies, withDependents } = flags;
  return await selectServices(session.workspace, { patterns: patterns.value, withDependencies, withDependents });
}

/** Which services are meant where none is named: the one whose folder we are in, the workspace itself, or whom a person chooses. */
async function withoutNames({ verb, flags }: Request, session: Session): Promise<Result<readonly string[]>> {
  const here = servicesHere(session);
  if (here.length > 0) return ok(here);
  const own = await session.workspace.service(WORKSPACE_SERVICE);
  if (!own.ok) return own;
  const listing = await listVerbs(own.value, {
    recipes: session.recipes,
    mode: own.value.taskFiles.length > 0 && !flags.dryRun ? "ask" : "known",
  });
  if (!listing.ok) return listing;
  if (listing.value.verbs.some(({ name }) => name === verb)) return ok([WORKSPACE_SERVICE]);

  const found = await servicesThatMayHave(verb, session);
  if (!found.ok) return found;
  const having = found.value;
  if (having.length === 0) return err(await unknownWord(verb, session));
  const { stdin, stderr } = session.io;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return err(nobody(verb, having));
  const { askServices } = await import("../ask-services.ts");
  const chosen = await askServices({ verb, names: having, io: session.io });
  return chosen === undefined ? err(nobody(verb, having)) : ok(chosen);
}

function nobody(verb: string, having: readonly string[]): Failure {
  return { code: "usage", message: `${verb} which service?`, hint: `repo ${verb} ${having[0]}, or repo ${verb} --all` };
}

/** Where nobody is known to have it, task files that were not asked yet are asked: a word that nobody has ever heard of is a mistake. */
async function servicesThatMayHave(verb: string, session: Session): Promise<Result<readonly string[]>> {
  const known = await servicesWith(verb, { session, mode: "known" });
  if (known.surely) return ok(known.names);
  const asked = await servicesWith(verb, { session, mode: "ask" });
  return asked.surely || asked.failure === undefined ? ok(asked.names) : err(asked.failure);
}

/** Also those of which it cannot be told; `surely` where any is known to have it. */
async function servicesWith(
  verb: string,
  { session: { workspace, recipes }, mode }: { session: Session; mode: "known" | "ask" },
): Promise<{ readonly names: readonly string[]; readonly surely: boolean; readonly failure: Failure | undefined }> {
  const names: string[] = [];
  let surely = false;
  let failure: Failure | undefined;
  for (const name of workspace.serviceNames) {
    const service = await workspace.service(name);
    const listing = service.ok ? await listVerbs(service.value, { recipes, mode }) : service;
    const has = listing.ok && listing.value.verbs.some((each) => each.name === verb);
    surely ||= has;
    if (!listing.ok) failure ??= listing.error;
    if (has || !listing.ok || listing.value.unknown.length > 0) names.push(name);
  }
  return { names, surely, failure };
}

async function unknownWord(word: string, { workspace, recipes }: Session): Promise<Failure> {
  const verbs = new Set<string>(OWN_COMMANDS);
  for (const name of [...workspace.serviceNames, WORKSPACE_SERVICE]) {
    const service = await workspace.service(name);
    const listing = service.ok ? await listVerbs(service.value, { recipes, mode: "known" }) : service;
    if (listing.ok) for (const verb of listing.value.verbs) verbs.add(verb.name);
  }
  const near = nearest(word, verbs);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  return { code: "usage", message: `there is neither a command nor a verb "${word}"${meant}`, hint: "repo --help, or repo list" };
}
