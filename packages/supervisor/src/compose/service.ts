import type { ComposeService } from "./compose-file.ts";
import { dependenciesOf } from "./dependencies.ts";
import { type EnvironmentOptions, environmentOf } from "./environment.ts";
import { healthcheckOf } from "./healthcheck.ts";
import { imageReference } from "./image.ts";
import { exposedOf, portsOf } from "./ports.ts";
import type { Value } from "./value.ts";

/** What a service says that matters here. Whatever is wrong is a mistake of the reading; the rest is as if it were not there. */
export function serviceOf(
  name: string,
  value: Value,
  environment: Pick<EnvironmentOptions, "files"> & { active: readonly string[] },
): ComposeService {
  const image = value.get("image");
  const imageText = image?.text("the name of an image");
  const containerName = value.get("container_name")?.text("a name");
  const healthcheck = healthcheckOf(value.get("healthcheck"));
  const profiles = profilesOf(value.get("profiles"));
  const isActive =
    profiles.length === 0 || profiles.some((profile) => environment.active.includes(profile) || environment.active.includes("*"));
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
    environment: environmentOf(value, { files: environment.files, isActive }),
    profiles,
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

/** Volumes have names; what begins like a path is one. Of two mounts in one place the later one counts. */
function volumesOf(value: Value | undefined): string[] {
  const byTarget = new Map<string, string | undefined>();
  for (const item of value?.items(EXPECTED_MOUNTS) ?? []) {
    if (item.isMap) {
      const source = item.get("source")?.text("the name of a volume, or a path");
      const type = item.get("type")?.text("volume, bind, tmpfs, npipe, cluster or image") ?? "volume";
      byTarget.set(item.get("target")?.text("a path") ?? "", type === "volume" ? source : undefined);
    } else {
      const [source = "", target] = (item.text(EXPECTED_MOUNT) ?? "").split(":");
      byTarget.set(target ?? source, target !== undefined && VOLUME.test(source) ? source : undefined);
    }
  }
  return [...new Set([...byTarget.values()].filter((name) => name !== undefined))];
}

const EXPECTED_MOUNT = 'a mount such as "data:/var/lib/data"';
const EXPECTED_MOUNTS = 'a list of mounts such as "data:/var/lib/data"';

/** One letter is a drive of Windows. */
const VOLUME = /^[A-Za-z0-9][A-Za-z0-9_.-]+$/;

function networksOf(value: Value | undefined): string[] {
  if (value === undefined) return [];
  if (value.isMap) return value.entries().map(([name]) => name);
  const names = value.items("a list of networks, or a mapping").map((item) => item.text("the name of a network"));
  return [...new Set(names.filter((name) => name !== undefined))];
}
