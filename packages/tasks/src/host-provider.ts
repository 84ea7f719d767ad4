import { argvOf, type Environment, type EnvironmentProvider, err, findOnPath, ok, type Run, type Variables } from "@nix-repo/model";

export interface HostProviderOptions {
  /** Commands whose output stands for the host's tools. */
  readonly toolchain: readonly Run[];
  /** Absolute: where they are asked. */
  readonly workspaceRoot: string;
  readonly callerEnv: Variables;
}

/** The provider for machines without Nix: every service sees the tools on the caller's own PATH, and no hook runs. */
export function createHostProvider(options?: HostProviderOptions): EnvironmentProvider {
  if (options === undefined || options.toolchain.length === 0) return { kind: "host", environmentOf: async () => ok(HOST) };
  const { toolchain, workspaceRoot, callerEnv } = options;
  let identity: ReturnType<Environment["identity"]> | undefined;
  const ask = async () => {
    const { hostToolchain } = await import("./host-toolchain.ts");
    return await hostToolchain(toolchain, { cwd: workspaceRoot, env: callerEnv });
  };
  const environment: Environment = {
    ...HOST,
    identity() {
      identity ??= ask();
      return identity;
    },
  };
  return { kind: "host", environmentOf: async () => ok(environment) };
}

/** The environment of a service with `shell: false` too, whichever provider the run has. */
export const HOST: Environment = {
  provider: "host",
  shell: "host",
  identity: async () => ok(undefined),
  async launch({ run, args, cwd, base, overlay }) {
    const env: Variables = { ...base, ...overlay, PWD: cwd };
    const argv = argvOf(run, args);
    const command = argv[0] ?? "";
    const file = findOnPath(command, { path: env.PATH, cwd });
    if (file === undefined) return err({ code: "command-not-found", command, shell: "host", keepable: false });
    return ok({ file, argv, env, cwd });
  },
};
