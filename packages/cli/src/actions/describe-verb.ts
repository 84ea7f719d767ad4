import { WORKSPACE_SERVICE } from "@nix-repo/model";
import { sourceText } from "@nix-repo/reporters";
import { listVerbs } from "@nix-repo/tasks";
import { columns } from "../help/columns.ts";
import type { Io } from "../io.ts";
import { openSession } from "../open-session.ts";
import { describeParams, usageOfOwn } from "../params/describe-params.ts";

export interface VerbDescription {
  /** How else it can be called. */
  readonly usage?: string;
  readonly sections: readonly string[];
}

/**
 * For the help of a verb: what it takes, which services have it, and what defines it there. Starts neither Nix nor a task runner.
 * @returns undefined outside a workspace that can be read.
 */
export async function describeVerb(verb: string, io: Io): Promise<VerbDescription | undefined> {
  const flags = { cwd: undefined, provider: undefined, color: undefined, verbose: false };
  const session = await openSession(flags, io);
  if (!session.ok) return undefined;
  const { workspace, recipes } = session.value;
  const rows: [string, string][] = [];
  for (const name of [...workspace.serviceNames, WORKSPACE_SERVICE]) {
    const service = await workspace.service(name);
    if (!service.ok) continue;
    const listing = await listVerbs(service.value, { recipes, mode: "known" });
    const found = listing.ok ? listing.value.verbs.find((each) => each.name === verb) : undefined;
    if (found === undefined) continue;
    const { source, options, parameters } = found;
    const where = sourceText(source.kind === "unknown" ? source.otherwise : source, workspace.root);
    rows.push([name, [options.description, parameters, `(${where})`].filter(Boolean).join(" ")]);
  }
  const params = await describeParams(verb, workspace);
  const usage = await usageOfOwn(verb, workspace);
  return {
    ...(usage === undefined ? {} : { usage }),
    sections: [
      ...(params === undefined ? [] : [params]),
      rows.length === 0 ? `no service is known to have ${verb}` : `who has it\n${columns(rows)}`,
    ],
  };
}
