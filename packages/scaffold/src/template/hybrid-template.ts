import type { StackName } from "@nix-repo/config";
import { githubWorkflows } from "../github/github-workflows.ts";
import type { WorkflowOptions } from "../github/workflow-options.ts";
import { wordsOf } from "../services/manifest-names.ts";
import { serviceFiles } from "../services/service-files.ts";
import type { WrittenFile } from "../written-file.ts";

/** The services that the template has, one for each stack of the reference. */
export const TEMPLATE_SERVICES = [
  { stack: "dotnet", name: "ms1", path: "code/backend/microservice1" },
  { stack: "rust", name: "ms2", path: "code/backend/microservice2" },
  { stack: "go", name: "ms3", path: "code/backend/microservice3" },
  { stack: "node", name: "web", path: "code/client/web" },
  { stack: "flutter", name: "flutter", path: "code/client/flutter" },
] as const satisfies readonly { stack: StackName; name: string; path: string }[];

export type TemplateStack = (typeof TEMPLATE_SERVICES)[number]["stack"];

export interface TemplateOptions {
  /** Of the repository's folder. What manifests and images are called follows from it. */
  readonly folderName: string;
  /** The stacks whose services are wanted. */
  readonly stacks: readonly TemplateStack[];
  readonly workflows: WorkflowOptions;
}

/**
 * A whole repository: flake, registry, services, workflows and docs. The files are those of `templates/hybrid`, the minimal services (but `web`,
 * which is a page and stands in the template whole), and the workflows. They are the team's from then on: but for the workflows they bear no mark.
 */
export async function hybridTemplate({ folderName, stacks, workflows }: TemplateOptions): Promise<readonly WrittenFile[]> {
  // Read by nothing else: whoever writes no template does not load it.
  const { templateFiles } = await import("./hybrid.generated.ts");
  const wanted = TEMPLATE_SERVICES.filter(({ stack }) => stacks.includes(stack));
  const unwanted = TEMPLATE_SERVICES.filter(({ stack }) => !stacks.includes(stack));
  const laidOut = templateFiles
    .filter(({ path }) => !unwanted.some((service) => path.startsWith(`${service.path}/`)))
    .map((file) => ({ ...file, content: rendered(file.content, { name: wordsOf(folderName, "-"), stacks }) }));
  const minimal = wanted.filter(({ stack }) => stack !== "node").flatMap((service) => serviceFiles({ ...service, docker: true }));
  return [...laidOut, ...minimal, ...githubWorkflows(workflows)].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The template's own name stands wherever the repository's belongs; what is for one stack alone stands between two lines of comment. */
function rendered(text: string, { name, stacks }: { name: string; stacks: readonly string[] }): string {
  return text
    .replaceAll(ONE_STACK, (_all, stack: string, lines: string) => (stacks.includes(stack) ? lines : ""))
    .replaceAll("my-repo", name);
}

const ONE_STACK = /^ *(?:#|\/\/|<!--) only with (\w+)(?: -->)?\n([\s\S]*?)^ *(?:#|\/\/|<!--) end(?: -->)?\n/gm;
