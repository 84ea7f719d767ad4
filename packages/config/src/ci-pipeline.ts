import type { CiPipeline } from "@nix-repo/model";
import type { CiConfig } from "./registry.generated.ts";

const USUAL = ["lint", "test", "build"];

export function ciPipeline({ base, stages = USUAL, tasks }: CiConfig): CiPipeline {
  const inStages = stages.map((stage) => (typeof stage === "string" ? [stage] : [...stage]));
  return {
    ...(base === undefined ? {} : { base }),
    stages: tasks === undefined ? inStages.map((entries) => ({ name: entries.join(", "), entries })) : [{ name: "", entries: [...tasks] }],
  };
}
