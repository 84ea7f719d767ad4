import { argv, builds, check, chore, type ServiceFolder, type StackVerb, serves } from "./stack.ts";

/** A project's platforms are the folders that `flutter create` made; a package without any is a library without `dev` and `build`. */
export function flutter(service: ServiceFolder): Record<string, StackVerb> {
  const platform = PLATFORMS.find(({ folder }) => service.names.has(folder));
  return {
    ...(platform === undefined ? {} : { dev: serves(argv("flutter", "run"), "Run the app, with hot reload") }),
    test: check(argv("flutter", "test"), "Run the tests"),
    ...(platform === undefined
      ? {}
      : {
          build: builds(argv("flutter", "build", platform.target), {
            description: `Build for ${platform.name}`,
            outputs: platform.outputs,
          }),
        }),
    lint: check(argv("flutter", "analyze"), "Check the code"),
    setup: chore(argv("flutter", "pub", "get"), "Download the dependencies"),
    clean: chore(argv("flutter", "clean"), "Remove what was built"),
  };
}

/** In the order in which one of several is chosen: what any machine can build first. */
const PLATFORMS = [
  { folder: "android", target: "apk", name: "Android", outputs: ["build/app/outputs/**"] },
  { folder: "web", target: "web", name: "the web", outputs: ["build/web/**"] },
  { folder: "linux", target: "linux", name: "Linux", outputs: ["build/linux/**"] },
  { folder: "macos", target: "macos", name: "macOS", outputs: ["build/macos/**"] },
  { folder: "ios", target: "ios", name: "iOS", outputs: ["build/ios/**"] },
];
