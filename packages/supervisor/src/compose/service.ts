import type { ComposeService } from "./compose-file.ts";
import { dependenciesOf } from "./dependencies.ts";
import { type EnvFiles, environmentOf } from "./environment.ts";
import { healthcheckOf } from "./healthcheck.ts";
import { imageReference } from "./image.ts";
import { exposedOf, portsOf } from "./ports.ts";
import type { Value } from "./value.ts";

/** What a service says that matters here. Whatever is wrong is a mistake of the reading; the rest is as if it were not there. */
export function serviceOf(name: string, value: Value, files: EnvFiles): ComposeService {
  const image = value.get("image");
  const imageText = image?.text("the name of an image");
  const containerName = value.get("container_name")?.text("a name");
  const healthcheck = healthcheckOf(value.get("healthcheck"));
  return {
    name,
    place: value.keyPlace,
    ...(image === undefined || imageText === undefined || imageText === "" ? {} : { image: imageReference(imageText, image.place) }),
    built: value.get("build") !== undefined,
    ...(containerName === undefined ? {} : { containerName }),
    ports: portsOf(value.get("ports")),
    expose: exposedOf(value.get("expose")),
    ...(healthcheck === undefined ? {} : { healthcheck }),
    dependsOn: dependenciesOf(value),
    environment: environmentOf(value, files),
    profiles: profilesOf(value.get("profiles")),
    replicas: replicasOf(value),
    volumes: volumesOf(value.get("volumes")),
    networks: networksOf(value.get("networks")),
  };
}

function profilesOf(value: Value | undefined): string[] {
  const names = (value?.items("a list of profiles") ?? []).map((item) => item.text("the name of a profile"));
  return [...new Set(names.filter((name) => name !== undefined))];
}

function replicasOf(value: Value): number {
  const scale = value.get("scale");
  const replicas = value.get("deploy")?.get("replicas");
  const [scaled, deployed] = [scale?.count("a number of containers"), replicas?.count("a number of containers")];
  if (scale !== undefined && scaled !== undefined && deployed !== undefined && scaled !== deployed)
    scale.mistake(`expected the same number as deploy.replicas, ${deployed}, got ${scaled}`);
  return scaled ?? deployed ?? 1;
}

/** Volumes have names; what begins like a path is one. */
function volumesOf(value: Value | undefined): string[] {
  const names = (value?.items('a list of mounts such as "data:/var/lib/data"') ?? []).map((item) => {
    if (!item.isMap) {
      const [source, target] = (item.text('a mount such as "data:/var/lib/data"') ?? "").split(":");
      return target === undefined || source === undefined || !VOLUME.test(source) ? undefined : source;
    }
    const source = item.get("source")?.text("the name of a volume, or a path");
    return (item.get("type")?.text("volume, bind, tmpfs, npipe, cluster or image") ?? "volume") === "volume" ? source : undefined;
  });
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** One letter is a drive of Windows. */
const VOLUME = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/;

function networksOf(value: Value | undefined): string[] {
  if (value === undefined) return [];
  if (value.isMap) return value.entries().map(([name]) => name);
  const names = value.items("a list of networks, or a mapping").map((item) => item.text("the name of a network"));
  return [...new Set(names.filter((name) => name !== undefined))];
}
