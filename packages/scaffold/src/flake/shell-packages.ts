import { below, type FileTree, nameOf, parentOf } from "../detect/file-tree.ts";
import type { FoundService } from "../detect/found-service.ts";

/** What a service's devShell needs of nixpkgs for the verbs that it has: names of packages, which the preset's commands and the task file's runner come from. */
export function shellPackages({ folder, kind, manifest, besides }: ShellNeeds, tree: FileTree): readonly string[] {
  const nearest = (names: readonly string[]) => {
    const path = nearestOf(names, folder, tree);
    return path === undefined ? undefined : nameOf(path);
  };
  return [...toolchain(), ...runners(besides.taskFiles)];

  function toolchain(): readonly string[] {
    switch (kind) {
      case "node":
        return nodePackages(nearest, tree.read(below(folder, "package.json")) ?? "");
      case "go":
        return ["go", ...(nearest(GOLANGCI) === undefined ? [] : ["golangci-lint"])];
      case "rust":
        return ["cargo", "rustc", "clippy", "rustfmt"];
      case "dotnet":
        return [dotnetSdk(folder, tree)];
      case "python":
        return pythonPackages(nearest, tree.read(below(folder, "pyproject.toml")) ?? "");
      case "flutter":
        return ["flutter"];
      case "dart":
        return ["dart"];
      case "other":
        return OTHER[manifest] ?? [];
    }
  }
}

type ShellNeeds = Pick<FoundService, "folder" | "kind" | "manifest"> & { readonly besides: Pick<FoundService["besides"], "taskFiles"> };

/** The first of these files in a folder or the nearest one above it. */
type Nearest = (names: readonly string[]) => string | undefined;

function nearestOf(names: readonly string[], folder: string, tree: FileTree): string | undefined {
  for (let at = folder; ; at = parentOf(at)) {
    const found = names.find((name) => tree.names(at).has(name));
    if (found !== undefined) return below(at, found);
    if (at === ".") return undefined;
  }
}

/** As the preset finds the package manager: by the nearest lockfile, then by what corepack reads. */
function nodePackages(nearest: Nearest, manifest: string): readonly string[] {
  const lockfile = nearest(Object.keys(MANAGERS));
  const named = /"packageManager"\s*:\s*"(pnpm|yarn|bun)@/.exec(manifest)?.[1];
  const manager = lockfile === undefined ? named : MANAGERS[lockfile];
  if (manager === "yarn" && nearest([".yarnrc.yml"]) !== undefined) return ["nodejs", "yarn-berry"];
  return ["nodejs", ...(manager === undefined || manager === "npm" ? [] : [manager])];
}

const MANAGERS: Readonly<Record<string, string>> = {
  "pnpm-lock.yaml": "pnpm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
};

const GOLANGCI = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];

function pythonPackages(nearest: Nearest, manifest: string): readonly string[] {
  const lockfile = nearest(["uv.lock", "poetry.lock", "pdm.lock"]);
  const manager = lockfile?.replace(".lock", "") ?? /^\s*\[tool\.(uv|poetry|pdm)[\].]/m.exec(manifest)?.[1];
  // Their environments bring what the project names; without one the shell has to.
  return manager === undefined ? ["python3", "python3Packages.pytest", "ruff"] : ["python3", manager];
}

/** A runtime runs what was made for its own version: the one that global.json pins, else the newest that a project names. */
function dotnetSdk(folder: string, tree: FileTree): string {
  const versions = projectFiles(folder, tree).flatMap((file) =>
    [...(tree.read(file) ?? "").matchAll(/<TargetFrameworks?>[^<]*?net(\d+)\.0/g)].map(([, version]) => Number(version)),
  );
  const global = nearestOf(["global.json"], folder, tree);
  const pinned = global === undefined ? undefined : /"version"\s*:\s*"(\d+)\./.exec(tree.read(global) ?? "")?.[1];
  const newest = pinned === undefined ? Math.max(0, ...versions) : Number(pinned);
  return newest >= 8 && newest <= 10 ? `dotnet-sdk_${newest}` : "dotnet-sdk";
}

function projectFiles(folder: string, tree: FileTree): string[] {
  const here = [...tree.names(folder)].filter((name) => /\.(cs|fs|vb)proj$/.test(name)).map((name) => below(folder, name));
  return [...here, ...[...tree.foldersIn(folder)].flatMap((name) => projectFiles(below(folder, name), tree))];
}

const OTHER: Readonly<Record<string, readonly string[]>> = {
  "pom.xml": ["jdk", "maven"],
  "build.gradle": ["jdk", "gradle"],
  "build.gradle.kts": ["jdk", "gradle"],
  "build.sbt": ["jdk", "sbt"],
  "project.clj": ["jdk", "leiningen"],
  Gemfile: ["ruby", "bundler"],
  "composer.json": ["php", "phpPackages.composer"],
  "mix.exs": ["elixir"],
  "gleam.toml": ["gleam", "erlang"],
  "Package.swift": ["swift", "swiftpm"],
  "build.zig": ["zig"],
  "deno.json": ["deno"],
  "deno.jsonc": ["deno"],
  "dune-project": ["ocaml", "dune_3"],
};

/** What runs task files. */
export function runners(taskFiles: readonly string[]): readonly string[] {
  return [
    ...(taskFiles.some((name) => /justfile$/i.test(name)) ? ["just"] : []),
    ...(taskFiles.some((name) => /^taskfile/i.test(name)) ? ["go-task"] : []),
    ...(taskFiles.some((name) => /makefile$/i.test(name)) ? ["gnumake"] : []),
  ];
}
