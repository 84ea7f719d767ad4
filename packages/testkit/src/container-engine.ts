import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { descendantsOf, type RunningProcess } from "./processes.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

/**
 * A real container engine of a test's own: podman's service with storage, socket and processes that nobody else sees, and no way to any registry.
 * It needs root with CAP_SYS_ADMIN. Containers have the host's own network (`network_mode: host`), or one that is reached by published ports alone
 * (`network_mode: slirp4netns`), which takes CAP_NET_ADMIN too.
 */
export interface ContainerEngine extends AsyncDisposable {
  /** The image that is there: busybox with its programs, and a shell. */
  readonly image: string;
  /** What finds the engine by `docker`: PATH has docker with its compose plugin, and little else. */
  readonly docker: Readonly<Record<string, string>>;
  /** What finds it by `podman`, with compose as a program of its own. */
  readonly podman: Readonly<Record<string, string>>;
  /** Names of all containers, those that have ended too. */
  containers(): readonly string[];
  volumes(): readonly string[];
  /** The processes inside containers and of those that hold them, without the engine's own and those that wait for executed commands. */
  processes(): readonly RunningProcess[];
  /** Ends it at once, with all containers, as when the daemon crashes. Whoever asks it from then on is refused. */
  kill(): Promise<void>;
}

const TOOLS = join(import.meta.dirname, "../../../.cache/engine/1");
const IMAGE = "localhost/box:1";

export interface ContainerEngineOptions {
  /** The network of containers for which none is named. */
  readonly network?: "host" | "slirp4netns";
}

export async function startContainerEngine({ network = "host" }: ContainerEngineOptions = {}): Promise<ContainerEngine> {
  if (!existsSync(join(TOOLS, "bin/podman"))) throw new Error(`${TOOLS} is missing: scripts/install-test-tools.sh brings it`);
  // A socket's path has to be short.
  const folder = temporaryFolder({}, { name: "repo-ce-" });
  const at = (path: string) => join(folder.path, path);
  layOut(folder, network);
  const child = spawn(
    "unshare",
    [
      "--mount",
      "--pid",
      "--fork",
      "--mount-proc",
      "--kill-child=KILL",
      "bash",
      "-c",
      SERVE,
      "bash",
      join(TOOLS, "bin/podman"),
      folder.path,
    ],
    { stdio: ["pipe", "ignore", "pipe"], env: engineEnv(folder.path), detached: true },
  );
  let own: ReadonlySet<number> = new Set();
  const below = () => (child.pid === undefined ? [] : descendantsOf(child.pid));
  // What the engine asks other programs is in its own session; who holds a container leads another one.
  const isOfEngine = ({ session }: RunningProcess) => session === child.pid;
  let said = "";
  child.stderr?.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const engine: ContainerEngine = {
    image: IMAGE,
    docker: clientEnv(folder.path, at("docker-bin")),
    podman: clientEnv(folder.path, at("podman-bin")),
    containers: () => ask(engine, ["ps", "--all", "--format", "{{.Names}}"]).split("\n").filter(Boolean),
    volumes: () => ask(engine, ["volume", "ls", "--quiet"]).split("\n").filter(Boolean),
    processes: () => below().filter((process) => !own.has(process.pid) && !isOfEngine(process) && !holdsExec(process)),
    async kill() {
      child.stdin?.end();
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await engine.kill();
      folder[Symbol.dispose]();
    },
  };
  try {
    await answering(at("sock"), child);
    own = new Set(below().map(({ pid }) => pid));
    importImage(engine);
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw new Error(`the container engine did not start:\n${said}`, { cause: error });
  }
  return engine;
}

/**
 * As the first process of a namespace, which ends with it. Control groups of two kinds, as some machines have them, crun refuses; locks of podman lie in
 * shared memory. Networks of containers' own need a device that a container, which a test may run in, has not. The end of stdin, also because the test was killed, is the end of all.
 */
const SERVE = `mount -t tmpfs none /sys/fs/cgroup && mount -t tmpfs none /dev/shm || exit 1
if ! [ -c /dev/net/tun ]; then mkdir -p /dev/net && mount -t tmpfs none /dev/net && mknod /dev/net/tun c 10 200; fi
"$1" --root "$2/storage" --runroot "$2/run" --tmpdir "$2/tmp" --storage-driver vfs system service --time 0 "unix://$2/sock" &
cat >/dev/null`;

function layOut(folder: TemporaryFolder, network: string): void {
  const busybox = join(TOOLS, "bin/busybox");
  folder.write({
    "containers.conf": containersConf(folder.path, network),
    "home/.config/containers/policy.json": '{"default":[{"type":"insecureAcceptAnything"}]}',
    "docker-bin/docker": launcher([join(TOOLS, "bin/docker")]),
    "podman-bin/podman": launcher([join(TOOLS, "bin/podman"), "--url", `unix://${join(folder.path, "sock")}`]),
    "podman-bin/docker-compose": launcher([join(TOOLS, "bin/docker-compose")]),
    "config/cli-plugins/docker-compose": launcher([join(TOOLS, "bin/docker-compose")]),
    "config/config.json": "{}",
    // Builds do not hand on that there are no control groups.
    crun: launcher([join(TOOLS, "bin/crun"), "--cgroup-manager=disabled"]),
    // At every question about its version podman asks dpkg, three times a third of a second, what packages its programs came in: in none.
    "engine-bin/dpkg-query": { content: "#!/bin/sh\nexit 1\n", mode: 0o755 },
    "image/tmp/.keep": "",
  });
  const programs = join(folder.path, "image/bin");
  mkdirSync(programs);
  copyFileSync(busybox, join(programs, "busybox"));
  for (const name of execFileSync(busybox, ["--list"], { encoding: "utf8" }).trim().split("\n")) {
    if (name !== "busybox") symlinkSync("busybox", join(programs, name));
  }
}

function launcher(words: readonly string[]): { readonly content: string; readonly mode: number } {
  return { content: `#!/bin/sh\nexec ${words.map((word) => `'${word}'`).join(" ")} "$@"\n`, mode: 0o755 };
}

/** Limits are lowered, never raised, which not every machine allows. */
function containersConf(folder: string, network: string): string {
  return `[containers]
cgroups = "disabled"
netns = "${network}"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
seccomp_profile = "${TOOLS}/usr/share/containers/seccomp.json"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
conmon_path = ["${TOOLS}/bin/conmon"]
network_cmd_path = "${TOOLS}/bin/slirp4netns"
helper_binaries_dir = ["${TOOLS}/usr/lib/podman"]
[engine.runtimes]
crun = ["${folder}/crun"]
[network]
network_config_dir = "${folder}/networks"
`;
}

function engineEnv(folder: string): Record<string, string> {
  return {
    PATH: `${join(folder, "engine-bin")}:${process.env.PATH}`,
    HOME: join(folder, "home"),
    XDG_RUNTIME_DIR: join(folder, "tmp"),
    CONTAINERS_CONF: join(folder, "containers.conf"),
    CONTAINERS_REGISTRIES_CONF: join(TOOLS, "etc/containers/registries.conf"),
    // Nothing listens there: no registry can be reached, whatever this machine can.
    HTTPS_PROXY: "http://127.0.0.1:9",
    HTTP_PROXY: "http://127.0.0.1:9",
  };
}

function clientEnv(folder: string, bin: string): Record<string, string> {
  return {
    PATH: bin,
    HOME: join(folder, "home"),
    CONTAINERS_CONF: join(folder, "containers.conf"),
    DOCKER_CONFIG: join(folder, "config"),
    DOCKER_HOST: `unix://${join(folder, "sock")}`,
    // Podman's service builds without it.
    DOCKER_BUILDKIT: "0",
  };
}

function ask(engine: ContainerEngine, args: readonly string[]): string {
  return execFileSync("docker", args, { env: engine.docker, encoding: "utf8", timeout: 30_000 });
}

function importImage(engine: ContainerEngine): void {
  const image = join(engine.podman.HOME ?? "", "../image");
  const archive = execFileSync("tar", ["-C", image, "-c", "."], { maxBuffer: 100_000_000 });
  execFileSync("podman", ["import", "-", IMAGE], {
    env: engine.podman,
    input: archive,
    stdio: ["pipe", "ignore", "pipe"],
    timeout: 30_000,
  });
}

/** Its socket is there before anybody answers. */
async function answering(socket: string, child: ChildProcess): Promise<void> {
  for (const end = Date.now() + 20_000; ; ) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const connection = connect(socket, () => resolve(true)).on("error", () => resolve(false));
      connection.unref();
    });
    if (isOpen) return;
    if (child.exitCode !== null || Date.now() > end) throw new Error(`nobody answers at ${socket}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Who waits for a command that was executed in a container stays for minutes, so that it can be asked how that has ended. */
function holdsExec({ words }: RunningProcess): boolean {
  return words.includes("--exec-process-spec");
}
