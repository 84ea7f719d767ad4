import { type FoundService, shellWord } from "@nix-repo/scaffold";
import type { FileResult } from "../offer-changes.ts";
import type { Seen } from "./open-repository.ts";

/** What is left for the user to do once the first files are written. */
export function firstSteps(results: readonly FileResult[], { repository, tree, folder, detection }: Seen): readonly string[] {
  const written = results.filter(({ outcome }) => outcome === "created" || outcome === "updated").map(({ change }) => change.path);
  const here = written.map((path) =>
    shellWord(folder === "" ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : `:/${path}`),
  );
  const hasFlake = written.some((path) => path.endsWith("flake.nix"));
  return [
    ...(repository === undefined ? [] : [`git add ${here.join(" ")}${hasFlake ? "    (a flake sees tracked files alone)" : ""}`]),
    ...(tree.names(".").has(".envrc") ? ["direnv allow"] : []),
    "repo setup",
    "repo list",
    ...IMPORTS.filter(([pattern]) => [...tree.names(".")].some((name) => pattern.test(name))).map(([, what]) => `repo import ${what}`),
    ...(detection.services.length === 0 ? ["repo new FOLDER --stack STACK"] : testsOf(detection.services)),
  ];
}

function testsOf(services: readonly FoundService[]): readonly string[] {
  return services.some(({ kind }) => kind !== "other") ? ["repo test --all"] : [];
}

/** What a repository had before, by the file at its root. */
const IMPORTS: readonly (readonly [RegExp, string])[] = [
  [/^\.?justfile$/i, "justfile"],
  [/^taskfile(\.dist)?\.ya?ml$/i, "taskfile"],
  [/^turbo\.jsonc?$/, "turbo"],
  [/^Procfile$/, "procfile"],
  [/^process-compose\.ya?ml$/, "process-compose"],
];
