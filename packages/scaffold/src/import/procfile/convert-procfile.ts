import type { ProcessConfig } from "@nix-repo/config";
import type { Place } from "@nix-repo/model";
import type { Carried, Imported, NotCarried, Surroundings } from "../imported.ts";
import { isPlainCommand } from "../shell/plain-command.ts";

export interface ProcfileToImport extends Surroundings {
  /** The lines of the file. */
  readonly processes: readonly { readonly name: string; readonly command: string; readonly place: Place }[];
  /** What the service is called that they become processes of. */
  readonly service: string;
}

/** The processes of one service, in the folder of the file. */
export function convertProcfile({ processes, service, path, hasFlake }: ProcfileToImport): Imported {
  const carried: Carried[] = [];
  const notCarried: NotCarried[] = [];
  const entries: [string, ProcessConfig][] = [];
  const verbs: Record<string, readonly string[]> = {};
  for (const { name, command, place } of processes) {
    if (name === "release") {
      verbs.release = ["sh", "-c", command];
      carried.push({ what: name, as: `repo release ${service}`, where: place });
      continue;
    }
    // Each gets a port of its own, as foreman gives one to each.
    const takesPort = /\$\{?PORT\b/.test(command);
    const run = isPlainCommand(command) ? command : ["sh", "-c", command];
    entries.push([name, takesPort ? { run, ...PORT } : run]);
    carried.push({ what: name, as: `repo up ${service}`, where: place });
    if (takesPort)
      notCarried.push({
        what: `${name}: PORT`,
        where: place,
        why: "foreman counts ports from 5000; here it gets one that is free when it starts",
      });
  }
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
  const config = {
    path: folder,
    ...(hasFlake ? {} : { shell: false as const }),
    ...(Object.keys(verbs).length === 0 ? {} : { verbs }),
    processes: Object.fromEntries(entries),
  };
  return { parts: { services: { [service]: config } }, carried, replaced: [], notCarried };
}

const PORT = { ports: { http: "auto" } } as const;
