import { marked, type WrittenFile } from "../written-file.ts";
import { ciWorkflow } from "./ci-workflow.ts";
import { portabilityWorkflow } from "./portability-workflow.ts";
import type { WorkflowOptions } from "./workflow-options.ts";

/** What `repo init --ci github` writes. The same options give the same bytes. */
export function githubWorkflows(options: WorkflowOptions): readonly WrittenFile[] {
  const command = commandFor(options);
  return [
    { path: ".github/workflows/ci.yml", content: marked({ text: ciWorkflow(options), command }) },
    { path: ".github/workflows/portability.yml", content: marked({ text: portabilityWorkflow(options), command }) },
  ];
}

/** The command that writes them again, with what differs from the defaults. */
function commandFor({ base, shards, binaryCache, repoComesFrom }: WorkflowOptions): string {
  const words = ["repo init --ci github"];
  if (base !== "main") words.push(`--base ${base}`);
  if (shards !== DEFAULT_SHARDS) words.push(`--shards ${shards}`);
  if (binaryCache?.kind === "cachix") words.push(`--binary-cache ${binaryCache.name}`);
  if (binaryCache?.kind === "substituter") words.push(`--binary-cache ${binaryCache.url}`);
  if (binaryCache?.kind === "substituter" && binaryCache.publicKey !== undefined) words.push(`--binary-cache-key ${binaryCache.publicKey}`);
  if (repoComesFrom.kind === "flake") words.push(`--repo-from ${repoComesFrom.reference}`);
  return words.join(" ");
}

export const DEFAULT_SHARDS = 4;
