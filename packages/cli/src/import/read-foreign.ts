import { readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { err, type Failure, ok, type Result, type TaskFileTool } from "@nix-repo/model";
import {
  convertJustfile,
  convertProcessCompose,
  convertProcfile,
  convertTaskfile,
  convertTurbo,
  type Imported,
  readJsonc,
  readYaml,
  serviceName,
  type YamlFile,
} from "@nix-repo/scaffold";
import { OWN_COMMANDS, OWN_FLAGS } from "../command-names.ts";
import { askJust } from "./ask-just.ts";
import type { Format } from "./foreign-file.ts";
import { includedTaskfiles } from "./included-taskfiles.ts";
import { npmWorkspaces } from "./npm-workspaces.ts";

export interface Foreign {
  readonly format: Format;
  /** Absolute. */
  readonly file: string;
  /** The folder of the registry. */
  readonly root: string;
  /** The file, relative to that. */
  readonly path: string;
  readonly hasFlake: boolean;
  readonly otherTaskFiles: readonly TaskFileTool[];
  readonly anyOrder: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What was read, and what the file's own tool has to say of it. */
export interface Read {
  readonly imported: Imported;
  readonly refusal?: string;
}

/** Fails as `file-unreadable`, `file-invalid`, `tool-missing`, or `delegate-failed` where just refuses a file in which nothing else can be read. */
export async function readForeign(foreign: Foreign): Promise<Result<Read>> {
  const { format, file, root } = foreign;
  const text = contentOf(file);
  if (!text.ok) return text;
  const around = { ...foreign, text: text.value, ownCommands: OWN_COMMANDS, ownFlags: OWN_FLAGS };
  switch (format) {
    case "justfile":
      return await readJustfile(around);
    case "taskfile":
      return converted(readYaml(around), (yaml) => convertTaskfile({ ...around, yaml, included: includedTaskfiles(yaml, foreign) }));
    case "turbo":
      return converted(readJsonc(around), (yaml) => convertTurbo({ ...around, yaml, ...npmWorkspaces(dirname(file), root) }));
    case "process-compose":
      return converted(readYaml(around), (yaml) => convertProcessCompose({ ...around, yaml, service: nameOfFolder(foreign) }));
    case "procfile": {
      const { readProcfile } = await import("@nix-repo/supervisor");
      const read = readProcfile(around);
      if (!read.ok) return err({ code: "file-invalid", diagnostics: read.error });
      return ok({ imported: convertProcfile({ ...around, processes: read.value, service: nameOfFolder(foreign) }) });
    }
  }
}

function contentOf(file: string): Result<string> {
  try {
    return ok(readFileSync(file, "utf8"));
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    return err({ code: "file-unreadable", place: { file }, reason: message });
  }
}

function converted(read: ReturnType<typeof readYaml>, convert: (yaml: YamlFile) => Imported): Result<Read> {
  if (read.ok) return ok({ imported: convert(read.value) });
  const failure: Failure = { code: "file-invalid", diagnostics: read.error };
  return err(failure);
}

async function readJustfile(
  around: Foreign & { text: string; ownCommands: readonly string[]; ownFlags: readonly string[] },
): Promise<Result<Read>> {
  const answer = await askJust(around);
  if (!answer.ok) return answer;
  const imported = convertJustfile({ ...around, answer: answer.value });
  if (!("refusal" in answer.value)) return ok({ imported });
  const { refusal } = answer.value;
  const hasServices = Object.keys(imported.parts.services).length > 0;
  return hasServices ? ok({ imported, refusal }) : err({ code: "delegate-failed", tool: "just", file: around.file, message: refusal });
}

/** A service of the folder that the file lies in. */
function nameOfFolder({ root, path }: Foreign): string {
  const folder = posix.dirname(path);
  return serviceName(basename(folder === "." ? root : join(root, folder)), new Set());
}
