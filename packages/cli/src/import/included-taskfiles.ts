import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type IncludedTaskfile, isObject, objectOf, readYaml, textOf, type YamlFile } from "@nix-repo/scaffold";

/** The Taskfiles that one includes, as far as they are on this machine and named without templates. */
export function includedTaskfiles(
  yaml: YamlFile,
  { file, root }: { readonly file: string; readonly root: string },
): readonly IncludedTaskfile[] {
  return Object.entries(objectOf(objectOf(yaml.value).includes)).map(([namespace, include]) => {
    const { taskfile, dir, flatten, internal } = isObject(include) ? include : { taskfile: include };
    const found = findTaskfile(resolve(dirname(file), textOf(taskfile) ?? ""));
    const folder = found === undefined ? undefined : dirname(found);
    const own = textOf(dir);
    // Without `dir` its tasks run where the including file lies.
    const runsThere = folder !== undefined && own !== undefined && resolve(dirname(file), own) === folder;
    const path = folder === undefined ? "" : relative(root, folder).split(sep).join("/");
    return {
      namespace,
      tasks: found === undefined ? undefined : tasksOf(found),
      service: runsThere && path !== "" && !path.startsWith("..") ? path : undefined,
      flatten: flatten === true,
      internal: internal === true,
    };
  });
}

const NAME = /^[Tt]askfile(\.dist)?\.ya?ml$/;

function findTaskfile(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return path;
  if (!status?.isDirectory()) return undefined;
  const name = readdirSync(path)
    .sort()
    .find((each) => NAME.test(each));
  return name === undefined ? undefined : join(path, name);
}

function tasksOf(file: string): string[] | undefined {
  const read = readYaml({ file, text: readFileSync(file, "utf8") });
  if (!read.ok) return undefined;
  return Object.entries(objectOf(objectOf(read.value.value).tasks))
    .filter(([, task]) => !isObject(task) || task.internal !== true)
    .map(([name]) => name);
}
