import { argv, builds, check, chore, type StackVerb, serves } from "./stack.ts";

export function dotnet(): Record<string, StackVerb> {
  return {
    dev: serves(argv("dotnet", "watch", "run"), "Run the program, again at every change"),
    test: check(argv("dotnet", "test", "--nologo"), "Run the tests"),
    build: builds(argv("dotnet", "build", "--nologo", "-warnaserror"), {
      description: "Build; warnings are errors",
      // Not all of bin: what stands there beside the builds may be somebody's own.
      outputs: ["**/bin/Debug/**", "**/bin/Release/**", "**/obj/**"],
    }),
    lint: check(argv("dotnet", "format", "--verify-no-changes"), "Check the code's format and style"),
    setup: chore(argv("dotnet", "restore"), "Download the dependencies"),
    clean: chore(argv("dotnet", "clean", "--nologo"), "Remove what was built"),
  };
}
