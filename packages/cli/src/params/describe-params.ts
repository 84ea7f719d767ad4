import { type Param, WORKSPACE_SERVICE, type Workspace } from "@nix-repo/model";
import { sourceText } from "@nix-repo/reporters";
import { columns } from "../help/columns.ts";
import { type VerbParams, verbsWithParams } from "./known-params.ts";

/**
 * For the help of a verb: what it takes, with kind, default and choices, and where that is said. Services that say the same share a row.
 * @returns undefined where nothing of that name has parameters.
 */
export async function describeParams(verb: string, workspace: Workspace): Promise<string | undefined> {
  const verbs = await verbsWithParams(workspace, { command: verb, words: [] });
  if (verbs.length === 0) return undefined;
  const rows = new Map<string, { readonly flag: string; readonly about: string; readonly services: string[] }>();
  for (const each of verbs) {
    for (const [name, param] of Object.entries(each.params)) {
      const row = { flag: flagText(name, param), about: aboutText(param), services: [] };
      const key = JSON.stringify(row);
      rows.set(key, rows.get(key) ?? row);
      rows.get(key)?.services.push(each.service);
    }
  }
  const table = [...rows.values()].map(({ flag, about, services }): [string, string] => [
    flag,
    services.length === verbs.length ? about : `${about} [${services.join(", ")}]`,
  ]);
  const places = await Promise.all(verbs.map((each) => placeOf(each, workspace)));
  return `parameters (${[...new Set(places)].join(", ")})\n${columns(table)}`;
}

/** `release [environment] [version]`: of the workspace's own verb, which takes its parameters as words too. */
export async function usageOfOwn(verb: string, workspace: Workspace): Promise<string | undefined> {
  const own = (await verbsWithParams(workspace, { command: verb, words: [] })).find(({ service }) => service === WORKSPACE_SERVICE);
  if (own === undefined) return undefined;
  const words = Object.entries(own.params).map(([name, { required }]) => (required ? `<${name}>` : `[${name}]`));
  return ["repo", own.verb, ...words].join(" ");
}

/** The strongest layer that says something of parameters. */
async function placeOf({ service: name, verb }: VerbParams, workspace: Workspace): Promise<string> {
  const service = await workspace.service(name);
  if (!service.ok) return "";
  const { override, registry } = service.value.verbs.get(verb) ?? {};
  const kind = override?.options.params === undefined ? "registry" : "override";
  const place = (kind === "override" ? override : registry)?.place;
  return place === undefined ? `stack ${service.value.stack}` : sourceText({ kind, place }, workspace.root);
}

/** `--env dev|prod`, `--[no-]dry` */
export function flagText(name: string, { kind, choices = [] }: Param): string {
  switch (kind) {
    case "boolean":
      return `--[no-]${name}`;
    case "choice":
      return `--${name} ${choices.join("|")}`;
    case "number":
      return `--${name} NUMBER`;
    case "string":
      return `--${name} TEXT`;
  }
}

/** `where to; default: dev; or the variable ENVIRONMENT` */
function aboutText({ description, default: otherwise, required, variable }: Param): string {
  const unset = required ? ["required"] : [];
  const without = otherwise === undefined ? unset : [`default: ${otherwise === "" ? '""' : otherwise}`];
  return [...(description === undefined ? [] : [description]), ...without, `or the variable ${variable}`].join("; ");
}
