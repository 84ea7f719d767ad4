import { argv, builds, check, chore, type ServiceFolder, type StackVerb, serves } from "./stack.ts";

export function rust(service: ServiceFolder): Record<string, StackVerb> {
  // A crate without a lockfile of its own is a member of a Cargo workspace above, whose target folder is not the service's to keep.
  const standsAlone = service.names.has("Cargo.lock");
  const build = argv("cargo", "build", "--release");
  return {
    ...(hasProgram(service) ? { dev: serves(argv("cargo", "run"), "Run the program") } : {}),
    test: check(argv("cargo", "test"), "Run the tests"),
    build: standsAlone
      ? builds(build, { description: "Build for release", outputs: ["target/release/*"] })
      : { run: build, options: { description: "Build for release", cache: false } },
    lint: check(argv("cargo", "clippy", "--all-targets", "--", "-D", "warnings"), "Check the code"),
    setup: chore(
      argv("cargo", "fetch", ...(service.nearestOf(["Cargo.lock"]) === undefined ? [] : ["--locked"])),
      "Download the dependencies",
    ),
    clean: chore(argv("cargo", "clean"), "Remove what was built"),
  };
}

function hasProgram(service: ServiceFolder): boolean {
  return service.has("src/main.rs") || service.has("src/bin") || /^\s*\[\[bin\]\]/m.test(service.read("Cargo.toml") ?? "");
}
