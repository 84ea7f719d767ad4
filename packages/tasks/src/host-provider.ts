import { argvOf, type Environment, type EnvironmentProvider, err, findOnPath, ok, type Variables } from "@nix-repo/model";

/** The provider for machines without Nix: every service sees the tools on the caller's own PATH, and no hook runs. */
export function createHostProvider(): EnvironmentProvider {
  return { kind: "host", environmentOf: async () => ok(HOST) };
}

/** The environment of a service with `shell: false` too, whichever provider the run has. */
export const HOST: Environment = {
  provider: "host",
  shell: "host",
  async launch({ run, args, cwd, base, overlay }) {
    const env: Variables = { ...base, ...overlay, PWD: cwd };
    const argv = argvOf(run, args);
    const command = argv[0] ?? "";
    const file = findOnPath(command, { path: env.PATH, cwd });
    if (file === undefined) return err({ code: "command-not-found", command, shell: "host", keepable: false });
    return ok({ file, argv, env, cwd });
  },
};
