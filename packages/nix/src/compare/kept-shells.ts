import { relative } from "node:path";
import { findRepository } from "@nix-repo/git";
import type { ShellChoice } from "@nix-repo/model";
import type { Inspection, KeptEnvironments } from "../keep/kept-environments.ts";
import { type SourceTree, sourceTree } from "../keep/source-tree.ts";
import { once } from "../once.ts";
import { choiceKey } from "../shell-name.ts";
import type { BaseFiles } from "./base-files.ts";
import { changedOfWhatWasRead } from "./read-files.ts";

/** What earlier runs found out of the devShells of now. */
export interface KeptShells {
  /** What is kept, where that is valid. */
  validOf(choice: ShellChoice): { readonly shell: string; readonly drvPath: string } | undefined;
  /** The changed files that its evaluation read; undefined where nothing is known of it. `valid`: it was the evaluation of the work tree as it is. */
  touched(choice: ShellChoice): Promise<{ readonly valid: boolean; readonly files: readonly string[] } | undefined>;
}

export interface KeptShellsOptions {
  readonly kept: KeptEnvironments;
  /** All that will be asked about: looked at together. */
  readonly choices: readonly ShellChoice[];
  /** Absolute path of the top of the work tree. */
  readonly workTree: string;
  /** Absolute path of `.repo`. */
  readonly stateFolder: string;
  readonly changedFiles: readonly string[];
  readonly files: BaseFiles;
}

export function keptShells({ kept, choices, workTree, stateFolder, changedFiles, files }: KeptShellsOptions): KeptShells {
  let inspections: ReadonlyMap<string, Inspection> | undefined;
  const touched = new Map<string, ReturnType<KeptShells["touched"]>>();
  let tree: { readonly opened: SourceTree | undefined } | undefined;
  return {
    validOf(choice) {
      const inspection = inspect(choice);
      return inspection?.state === "valid" ? inspection.record : undefined;
    },
    touched: (choice) =>
      once(touched, choiceKey(choice), async () => {
        const inspection = inspect(choice);
        if (inspection?.record === undefined) return undefined;
        const tops = [workTree, inspection.local?.root ?? workTree];
        const found = await changedOfWhatWasRead(inspection.record, { tops, changedFiles, files, openTree });
        return { valid: inspection.state === "valid", files: found };
      }),
  };

  function inspect(choice: ShellChoice): Inspection | undefined {
    if (inspections === undefined) {
      const distinct = new Map(choices.map((each) => [choiceKey(each), each]));
      const inspected = kept.inspect([...distinct.values()]);
      inspections = new Map([...distinct.keys()].flatMap((key, i) => (inspected[i] === undefined ? [] : [[key, inspected[i]]])));
    }
    return inspections.get(choiceKey(choice));
  }

  function openTree(): SourceTree | undefined {
    const repository = findRepository(workTree);
    tree ??= { opened: sourceTree({ root: workTree, repository, hidden: relative(workTree, stateFolder) }) };
    return tree.opened;
  }
}
