import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { TEMPLATE_SERVICES } from "@nix-repo/scaffold";
import { readCompose, readTextFile } from "@nix-repo/supervisor";
import { temporaryFolder } from "@nix-repo/testkit";
import { load } from "js-yaml";
import { contentOf, laidOut, onDisk } from "./laid-out.ts";

/** What the tests look at of a manifest for Kubernetes. */
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // biome-ignore lint/suspicious/noExplicitAny: three kinds, each looked at field by field below
  readonly spec: any;
}

describe("deploy/k8s", () => {
  test.each(TEMPLATE_SERVICES.map((service) => [service.name, service.path] as const))("%s", async (name, path) => {
    const files = await laidOut();
    const manifest = (kind: string) => load(contentOf(files, `${path}/deploy/k8s/${kind}.yaml`)) as Manifest;
    const [deployment, service] = [manifest("deployment"), manifest("service")];
    expect(deployment).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name } });
    expect(service).toMatchObject({ apiVersion: "v1", kind: "Service", metadata: { name } });

    const { selector, template } = deployment.spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.metadata.labels).toMatchObject(service.spec.selector);

    expect(template.spec.containers).toHaveLength(1);
    const [container] = template.spec.containers;
    expect(container.image).toMatch(/^shop\/[a-z0-9]+:\d+\.\d+\.\d+$/);
    const ports = container.ports.map((port: { name: string }) => port.name);
    expect(ports).toContain(service.spec.ports[0].targetPort);
    for (const probe of [container.readinessProbe, container.livenessProbe]) expect(ports).toContain(probe.httpGet.port);
    expect(container.resources.limits.memory).toMatch(/^\d+Mi$/);

    // As its Dockerfile has it: the port, and nobody with rights.
    expect(contentOf(files, `${path}/Dockerfile`)).toContain(`EXPOSE ${container.ports[0].containerPort}\n`);
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: expect.any(Number) });
    expect(template.spec.securityContext.runAsUser).toBeGreaterThan(0);
    expect(container.securityContext).toMatchObject({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
  });

  test("the ingress leads to the page's service, by the name of its port", async () => {
    const files = await laidOut();
    const ingress = load(contentOf(files, "code/client/web/deploy/k8s/ingress.yaml")) as Manifest;
    const service = load(contentOf(files, "code/client/web/deploy/k8s/service.yaml")) as Manifest;
    expect(ingress).toMatchObject({ apiVersion: "networking.k8s.io/v1", kind: "Ingress" });
    const [{ http }] = ingress.spec.rules;
    expect(http.paths).toEqual([
      { path: "/", pathType: "Prefix", backend: { service: { name: service.metadata.name, port: { name: service.spec.ports[0].name } } } },
    ]);
  });
});

describe("compose files", () => {
  const read = async (file: string) => {
    using folder = onDisk(await laidOut());
    const result = readCompose({ files: [join(folder.path, file)], read: readTextFile, env: {} });
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value;
  };

  test("what the page needs while one works on it: reachable from this machine alone, and told when it is ready", async () => {
    const { services } = await read("code/client/web/docker-compose.yml");
    expect(services.map((service) => service.name).sort()).toEqual(["db", "redis"]);
    for (const service of services) {
      expect(service.healthcheck).toBeDefined();
      for (const port of service.ports) expect(port).toMatchObject({ hostIp: "127.0.0.1" });
    }
  });

  test.each(TEMPLATE_SERVICES.map((service) => [service.name, service.path] as const))("%s as it will be deployed", async (name, path) => {
    const { services } = await read(`${path}/deploy/compose/docker-compose.prod.yml`);
    expect(services.map((service) => service.name)).toEqual([name]);
  });

  test("no two of them take the same port of the machine", async () => {
    const composed = (await laidOut()).filter(({ path }) => /docker-compose(\.prod)?\.yml$/.test(path));
    const taken = composed.flatMap(({ content }) => [...content.matchAll(/"127\.0\.0\.1:(\d+):/g)].map(([, port]) => port));
    expect(taken).toHaveLength(7);
    expect(new Set(taken).size).toBe(taken.length);
  });
});

describe("nginx.conf", () => {
  test.each(["code/client/web/nginx.conf", "code/client/flutter/nginx.conf"])("nginx takes %s", async (path) => {
    const told = testWithNginx(contentOf(await laidOut(), path));
    expect(told).toEqual({ status: 0, stderr: expect.stringContaining("test is successful") });
  });

  test("nginx would see a mistake", async () => {
    const right = contentOf(await laidOut(), "code/client/web/nginx.conf");
    expect(testWithNginx(right.replace("try_files", "try_file"))).toEqual({
      status: 1,
      stderr: expect.stringContaining('unknown directive "try_file"'),
    });
  });
});

/** `nginx -t` on a server's configuration, as the image includes it. */
function testWithNginx(server: string): { status: number | null; stderr: string } {
  using folder = temporaryFolder({ "server.conf": server });
  const own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder.path}/${name};`).join(" ");
  folder.write({
    "nginx.conf": `pid ${folder.path}/pid; error_log stderr; events {} http { access_log off; ${own} include ${folder.path}/server.conf; }\n`,
  });
  const { status, stderr } = spawnSync(nginx(), ["-t", "-p", folder.path, "-e", "stderr", "-c", join(folder.path, "nginx.conf")], {
    encoding: "utf8",
  });
  return { status, stderr };
}

/** The machine's own, or Debian's, which `scripts/install-test-tools.sh` unpacks. */
function nginx(): string {
  const found = [join(import.meta.dirname, "../../../../.cache/nginx/usr/sbin/nginx"), "/usr/sbin/nginx"].find((file) => existsSync(file));
  return found ?? "nginx";
}
