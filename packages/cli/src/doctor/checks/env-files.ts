import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRuntimeVariables } from "@nix-repo/config";
import { ignoredAmong } from "@nix-repo/git";
import { ok, type Result, writeWhole } from "@nix-repo/model";
import { displayPath } from "@nix-repo/reporters";
import { writing } from "../../writing.ts";
import type { Check, Checked } from "../check.ts";
import type { Surroundings } from "../surroundings.ts";
import { typedPath } from "../typed-path.ts";

/** Whether the variables that the `.env.example` files document have a place of their own, which git ignores. */
export const envFilesCheck: Check = {
  name: ".env.local",
  async run({ io, workspace, root, services, repository, isCi }: Surroundings) {
    if (workspace.kind !== "open" || isCi) return [];
    const folders = [...new Set([root, ...services.map(({ folder }) => folder)])].filter((folder) =>
      existsSync(join(folder, ".env.example")),
    );
    const ignored =
      repository === undefined
        ? undefined
        : await ignoredAmong(
            repository,
            folders.map((folder) => join(folder, ".env.local")),
          );
    const facts = await Promise.all(
      folders.map(async (folder): Promise<EnvFolder> => {
        const { required } = await readRuntimeVariables({ workspaceRoot: folder, serviceFolder: folder });
        return {
          folder,
          name: displayPath(join(folder, ".env.local"), root),
          isThere: existsSync(join(folder, ".env")) || existsSync(join(folder, ".env.local")),
          isIgnored: ignored?.has(join(folder, ".env.local")) ?? true,
          required: required.map(({ name }) => name),
        };
      }),
    );
    return envFiles(facts, io.cwd).map(({ of, ...finding }) => (of === undefined ? finding : { ...finding, remedy: copying(of) }));
  },
};

export interface EnvFolder {
  /** Absolute. */
  readonly folder: string;
  /** Of its `.env.local`, relative to the root. */
  readonly name: string;
  /** Whether it, or `.env`, is there. */
  readonly isThere: boolean;
  readonly isIgnored: boolean;
  /** The variables that the example requires. */
  readonly required: readonly string[];
}

/** `of`: what a remedy would be for. @param cwd where commands are typed */
export function envFiles(folders: readonly EnvFolder[], cwd: string): readonly (Checked & { readonly of?: EnvFolder })[] {
  const check = ".env.local";
  if (folders.length === 0) return [{ check, severity: "fine", what: "there is no .env.example" }];
  const findings = folders.flatMap((of): (Checked & { of?: EnvFolder })[] => {
    const example = of.name.replace(/\.local$/, ".example");
    const { length } = of.required;
    if (!of.isThere)
      return [
        {
          check,
          severity: "warning",
          what: `${of.name} is missing`,
          why:
            length === 0
              ? `${example} says what can be set there.`
              : `${example} requires ${of.required.join(", ")}, and tasks do not get ${length === 1 ? "it" : "them"} unless something else sets ${length === 1 ? "it" : "them"}.`,
          fix: "Copy the example, and fill it in:",
          command: `cp ${typedPath(join(of.folder, ".env.example"), cwd)} ${typedPath(join(of.folder, ".env.local"), cwd)}`,
          of,
        },
      ];
    if (of.isIgnored) return [];
    return [
      {
        check,
        severity: "warning",
        what: `git does not ignore ${of.name}`,
        why: "What is secret in it could be committed.",
        fix: "Have it ignored:",
        command: `echo .env.local >>${typedPath(join(of.folder, ".gitignore"), cwd)}`,
      },
    ];
  });
  return findings.length > 0
    ? findings
    : [{ check, severity: "fine", what: folders.length === 1 ? "set up" : `set up in ${folders.length} folders` }];
}

function copying({ folder, name, isIgnored, required }: EnvFolder) {
  return {
    question: `write ${name} from the example?`,
    // It is new; but what git does not ignore could be committed.
    harmless: isIgnored,
    async apply(): Promise<Result<string>> {
      const file = join(folder, ".env.local");
      const text = localFrom(readFileSync(join(folder, ".env.example"), "utf8"), required);
      const written = writing(file, () => writeWhole(file, text, { mode: 0o600 }));
      if (!written.ok) return written;
      return ok(required.length === 0 ? `wrote ${name}` : `wrote ${name}; to be filled in: ${required.join(", ")}`);
    },
  };
}

/** The example, in which what must be filled in stays without a value of any kind: an empty one would count as set. */
export function localFrom(example: string, required: readonly string[]): string {
  const names = new Set(required);
  return example
    .split(/(?<=\n)/)
    .map((line) => {
      const [, name = "", value = ""] = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*([^#\s]*)/.exec(line) ?? [];
      return names.has(name) && ["", '""', "''"].includes(value) ? `# ${line}` : line;
    })
    .join("");
}
