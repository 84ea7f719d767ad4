import { basename } from "node:path";
import { argv, bash, builds, check, chore, type ServiceFolder, type StackVerb, serves } from "./stack.ts";

/** Programs are in the folder itself or below `cmd/`, as Go's own layout guide has them; a folder with neither is a library without `dev`. */
export function go(service: ServiceFolder): Record<string, StackVerb> {
  const program = programOf(service);
  const hasPrograms = program !== undefined || service.names.has("cmd");
  return {
    ...(program === undefined ? {} : { dev: serves(argv("go", "run", program), "Run the program") }),
    test: check(argv("go", "test", "./..."), "Run the tests"),
    build: hasPrograms
      ? builds(argv("go", "build", "-o", "bin/", "./..."), { description: "Build the programs into bin/", outputs: ["bin/**"] })
      : builds(argv("go", "build", "./..."), { description: "Build all packages", outputs: [] }),
    lint: check(argv(...linter(service)), "Check the code"),
    setup: chore(argv("go", "mod", "download"), "Download the dependencies"),
    clean: hasPrograms ? chore(bash("go clean\nrm -rf bin"), "Remove what was built") : chore(argv("go", "clean"), "Remove what was built"),
  };
}

function programOf(service: ServiceFolder): string | undefined {
  if (service.names.has("main.go")) return ".";
  if (!service.names.has("cmd")) return undefined;
  const programs = service.list("cmd").filter((name) => !name.startsWith(".") && !name.endsWith(".go"));
  const [only, ...others] = programs;
  const own = others.length === 0 ? only : programs.find((name) => name === basename(service.folder));
  return own === undefined ? undefined : `./cmd/${own}`;
}

const GOLANGCI = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];

function linter(service: ServiceFolder): string[] {
  return service.nearestOf(GOLANGCI) === undefined ? ["go", "vet", "./..."] : ["golangci-lint", "run"];
}
