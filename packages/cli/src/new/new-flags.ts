import type { GlobalFlags } from "../open-session.ts";

/** The flags of `repo new`, as the command class holds them. */
export interface NewFlags extends GlobalFlags {
  readonly folder: string | undefined;
  readonly stack: string | undefined;
  readonly template: string | undefined;
  /** `key=value` each. */
  readonly variables: readonly string[];
  readonly name: string | undefined;
  readonly shell: string | undefined;
  readonly noShell: boolean;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly docker: boolean;
  readonly list: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}
