import { join, relative } from "node:path";
import type { PortDeclaration, VerbEntry, VerbOptions } from "@nix-repo/model";
import type { DockerConfig } from "../registry.generated.ts";
import { nodeScript } from "../stacks/node.ts";
import { chore, type ServiceFolder } from "../stacks/stack.ts";
import type { ContainerCommands } from "./container-commands.ts";
import { exposedPorts, stagesOf } from "./dockerfile.ts";
import { composeFileIn, END_TO_END } from "./end-to-end.ts";
import { imageNameOf } from "./image-name.ts";

interface Request {
  readonly service: string;
  readonly folder: ServiceFolder;
  readonly docker: DockerConfig;
  /** What the service's own process listens on. */
  readonly ports: readonly PortDeclaration[];
  readonly commands: ContainerCommands;
  /** The workspace's root. */
  readonly root: string;
}

/** The verbs of a service that has a Dockerfile: its image built, started and tested. None is kept: what they make is the engine's. */
export function imageVerbs({ service, folder, docker, ports, commands: { engine, compose }, root }: Request): Map<string, VerbEntry> {
  const place = { file: join(folder.folder, "Dockerfile") };
  const name = docker.image ?? imageNameOf(service);
  const image = `${name}:${docker.tag ?? "latest"}`;
  const stages = stagesOf(folder.read("Dockerfile") ?? "");
  const context = contextOf(docker.context ?? ".", { folder: folder.folder, root });
  const verbs = new Map<string, VerbEntry>();
  const add = (verb: string, argv: readonly string[], { description, ...more }: VerbOptions & { readonly description: string }) => {
    const { run, options } = chore({ kind: "argv", argv }, description);
    verbs.set(verb, { run, options: { ...options, ...more }, place });
  };
  const build = (tag: string, target: string | undefined) => [
    ...[engine, "build", "--tag", tag],
    ...context.file,
    ...(target === undefined ? [] : ["--target", target]),
    context.folder,
  ];
  const run = [engine, "run", "--rm", ...published(ports, exposedPorts(stages, docker.target)), image];

  add("docker-build", build(image, docker.target), { description: `Build the image ${image}`, ...context.inputs });
  add("docker-run", run, { description: `Start a container of ${image}`, persistent: true });
  if (stages.some((stage) => stage.name === "test"))
    add("docker-test", build(`${image}-test`, "test"), { description: "Build the stage test of the Dockerfile", ...context.inputs });
  else
    add("docker-test", run, { description: `Build ${image} and start a container of it`, dependsOn: ["docker-build"], persistent: true });
  const file = composeFileIn(folder.list("deploy/compose"));
  if (file !== undefined) {
    const project = imageNameOf(service).replaceAll(".", "-");
    const ofHost = nodeScript(folder, "test:e2e") ?? [];
    const argv = [
      "bash",
      "--norc",
      "-euo",
      "pipefail",
      "-c",
      END_TO_END,
      "bash",
      project,
      `deploy/compose/${file}`,
      ...compose,
      "--",
      ...ofHost,
    ];
    add("test-e2e-docker", argv, { description: `Start deploy/compose/${file}, test it, take it down`, dependsOn: ["docker-build"] });
  }
  return verbs;
}

/** What the builder is sent: the service's folder, or another one, relative to it or (behind `//`) to the workspace's root. */
function contextOf(
  text: string,
  { folder, root }: { folder: string; root: string },
): { readonly folder: string; readonly file: readonly string[]; readonly inputs: Pick<VerbOptions, "inputs"> } {
  const there = text.startsWith("//") ? join(root, text.slice(2)) : join(folder, text);
  const path = relative(folder, there);
  if (path === "") return { folder: ".", file: [], inputs: {} };
  const plain = path.startsWith("-") ? `./${path}` : path;
  // Podman looks for a relative file in the context first, where another Dockerfile may lie: this path leads nowhere there.
  const file = `${plain}/${join(relative(there, folder), "Dockerfile")}`;
  const ofRoot = relative(root, there);
  const inputs = ofRoot.startsWith("..") ? {} : { inputs: ["**", ofRoot === "" ? "//**" : `//${ofRoot}/**`] };
  return { folder: plain, file: ["--file", file], inputs };
}

/**
 * The service's ports lead to those that the Dockerfile exposes: to the same one, or else to the one in the same place; a port that is not exposed leads
 * to the same number. Where the registry names none, those that are exposed have their own numbers, as they have where it says "auto", on any port that is free.
 */
function published(ports: readonly PortDeclaration[], exposed: readonly number[]): readonly string[] {
  const pairs =
    ports.length === 0
      ? exposed.map((port) => `${port}:${port}`)
      : ports.flatMap(({ port }, i) => {
          if (port === "auto") return exposed[i] === undefined ? [] : [`${exposed[i]}`];
          return [`${port}:${exposed.includes(port) ? port : (exposed[i] ?? port)}`];
        });
  return pairs.flatMap((pair) => ["--publish", pair]);
}
