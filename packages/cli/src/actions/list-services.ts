import { basename } from "node:path";
import { EXIT, type Failure, ok, type Result, WORKSPACE_SERVICE } from "@nix-repo/model";
import { decideColour, type ListedService, listJson, renderList, symbolsFor } from "@nix-repo/reporters";
import { listVerbs } from "@nix-repo/tasks";
import { type GlobalFlags, openSession, refuse, refuseIn, type Session } from "../open-session.ts";
import type { RepoContext } from "../repo-command.ts";
import { shellName } from "../shell-name.ts";

/** `repo list`. */
export async function listServices({
  flags,
  context,
}: {
  flags: GlobalFlags & { readonly ask: boolean; readonly json: boolean; readonly affected: string | boolean | undefined };
  context: RepoContext;
}): Promise<number> {
  const { io } = context;
  const session = await openSession(flags, context.io);
  if (!session.ok) return await refuse(session.error, { io, flags });
  const services: ListedService[] = [];
  const failures: Failure[] = [];
  const wanted = await wantedServices(session.value, flags.affected);
  if (!wanted.ok) return await refuseIn(session.value, wanted.error);
  for (const name of wanted.value) {
    const listed = await listedService(name, { session: session.value, ask: flags.ask });
    if (!listed.ok) failures.push(listed.error);
    else if (name !== WORKSPACE_SERVICE || listed.value.verbs.length > 0) services.push(listed.value);
  }
  const view = { services };
  if (flags.json) io.stdout.write(`${JSON.stringify(listJson(view), undefined, 2)}\n`);
  else {
    const colour = decideColour({ flag: flags.color, env: io.env, isTTY: io.stdout.isTTY === true });
    io.stdout.write(`${renderList(view, { colour, symbols: symbolsFor(io.env), columns: io.stdout.columns })}\n`);
  }
  // What can be listed is; a mistake in one team's file is said behind it.
  let code: number = EXIT.ok;
  for (const failure of failures) code = await refuseIn(session.value, failure);
  return code;
}

async function wantedServices(session: Session, affected: string | boolean | undefined): Promise<Result<readonly string[]>> {
  const services = session.workspace.serviceNames;
  if (affected === undefined || affected === false) return ok([...services, WORKSPACE_SERVICE]);
  const { narrowToChange } = await import("../affected/narrow-to-change.ts");
  return await narrowToChange(session, { services, flags: { affected, staged: false } });
}

async function listedService(name: string, { session, ask }: { session: Session; ask: boolean }): Promise<Result<ListedService>> {
  const service = await session.workspace.service(name);
  if (!service.ok) return service;
  const listing = await listVerbs(service.value, { recipes: session.recipes, mode: ask ? "ask" : "known" });
  if (!listing.ok) return listing;
  const { path, stack, tags } = service.value;
  const shell = shellName(service.value);
  return ok({
    name,
    path: name === WORKSPACE_SERVICE ? "." : path,
    tags,
    ...(stack === undefined ? {} : { stack }),
    ...(shell === undefined ? {} : { shell }),
    verbs: listing.value.verbs.map(({ name: verb, source, options }) => ({
      name: verb,
      source: source.kind === "unknown" ? source.otherwise : source,
      ...(options.description === undefined ? {} : { description: options.description }),
    })),
    unread: listing.value.unknown.map(({ file }) => basename(file)),
  });
}
