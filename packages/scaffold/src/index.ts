export * from "./compare-files.ts";
export { chooseShell } from "./detect/choose-shell.ts";
export { type Detection, type DetectOptions, detectServices } from "./detect/detect-services.ts";
export { below, type FileTree, fileTree, isWithin, type Listing, wayFrom } from "./detect/file-tree.ts";
export type * from "./detect/found-service.ts";
export { isLeftAlone } from "./detect/left-alone.ts";
export * from "./detect/registry-of.ts";
export { addDevShell, type ShellAddition } from "./edit/dev-shell/add-dev-shell.ts";
export { addService } from "./edit/registry/add-service.ts";
export { withIgnored } from "./flake/gitignore-line.ts";
export * from "./flake/render-flake.ts";
export * from "./flake/shell-packages.ts";
export { DEFAULT_SHARDS, githubWorkflows } from "./github/github-workflows.ts";
export type * from "./github/workflow-options.ts";
export * from "./hooks/installed-hook.ts";
export * from "./hooks/pre-commit-config.ts";
export * from "./hooks/pre-commit-hook.ts";
export { type Addition, additionsTo } from "./import/additions.ts";
export type * from "./import/imported.ts";
export { convertJustfile } from "./import/justfile/convert-justfile.ts";
export { parseJustDump } from "./import/justfile/just-dump.ts";
export { serviceName } from "./import/names.ts";
export { convertProcessCompose } from "./import/process-compose/convert-process-compose.ts";
export { convertProcfile } from "./import/procfile/convert-procfile.ts";
export { settle } from "./import/settle.ts";
export { convertTaskfile, type IncludedTaskfile } from "./import/taskfile/convert-taskfile.ts";
export { convertTurbo, type Package } from "./import/turbo/convert-turbo.ts";
export { readJsonc } from "./import/turbo/read-jsonc.ts";
export { isObject, listOf, objectOf, readYaml, textOf, type YamlFile } from "./import/yaml-file.ts";
export {
  belongsTo,
  type LocalReference,
  type LocalReferences,
  localDependencies,
  localReferences,
} from "./manifests/local-dependencies.ts";
export type { Ecosystem, Manifest, Need, WorkspaceLayout } from "./manifests/manifest.ts";
export * from "./manifests/read-manifests.ts";
export * from "./registry/render-registry.ts";
export * from "./services/service-files.ts";
export * from "./shell-word.ts";
export * from "./team-template/fill-template.ts";
export * from "./team-template/read-template.ts";
export * from "./team-template/template-variables.ts";
export * from "./template/hybrid-template.ts";
export * from "./unified-diff.ts";
export type * from "./written-file.ts";
