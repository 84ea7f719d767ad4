import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withProcfile } from "@nix-repo/config";
import { err, type Failure, ok, type ProcessDefinition, type Result, type Service } from "@nix-repo/model";
import { listVerbs } from "@nix-repo/tasks";
import type { Session } from "../open-session.ts";

/** The processes of a service: those that registry, override and Procfile name, and `dev` where the service has such a verb. */
export async function serviceProcesses(
  service: Service,
  { recipes }: Session,
): Promise<Result<{ readonly processes: ReadonlyMap<string, ProcessDefinition>; readonly hasDev: boolean }>> {
  const listed = await listVerbs(service, { recipes, mode: service.taskFiles.length > 0 ? "ask" : "known" });
  if (!listed.ok) return listed;
  const hasVerb = listed.value.verbs.some(({ name }) => name === "dev");
  const entries = await procfileOf(service);
  if (!entries.ok) return entries;
  const processes = withProcfile(service.processes, entries.value);
  const missing = [...processes.values()].find(({ name, run }) => run === undefined && !(name === "dev" && hasVerb));
  if (missing !== undefined) return err(nothingToRun(service, missing));
  return ok({ processes, hasDev: hasVerb || processes.has("dev") });
}

async function procfileOf({
  folder,
}: Service): Promise<Result<readonly { name: string; command: string; place: ProcessDefinition["place"] }[]>> {
  const file = join(folder, "Procfile");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return ok([]);
  }
  const { readProcfile } = await import("@nix-repo/supervisor");
  const read = readProcfile({ file, text });
  return read.ok ? read : err({ code: "file-invalid", diagnostics: read.error });
}

function nothingToRun({ name: service }: Service, { name, place }: ProcessDefinition): Failure {
  const message =
    name === "dev"
      ? `${service} has no verb dev that this could run: expected a run`
      : `neither this nor a Procfile says what the process ${name} runs: expected a run`;
  return { code: "file-invalid", diagnostics: [{ place, path: `processes.${name}`, message }] };
}
