import type { Variables } from "@nix-repo/model";
import { argvOf, ok } from "@nix-repo/model";
import { OVERLAY_PREFIX } from "./hook-script.ts";
import type { NixEnvironment } from "./nix-environment.ts";
import { packOverlay } from "./overlay-variables.ts";

export interface DevelopEnvironmentOptions {
  readonly shell: string;
  /** Absolute path of `nix`. */
  readonly program: string;
  /** From `develop` to the installable, with the user's flags. */
  readonly args: readonly string[];
  /** Where Nix is started, and so the hook. */
  readonly cwd: string;
}

/**
 * Starts every command through `nix develop` itself: slow, but right where we could not read what Nix says of a devShell.
 * A command that the shell does not have is then reported by bash, and a hook runs at every start.
 */
export function developEnvironment({ shell, program, args, cwd }: DevelopEnvironmentOptions): NixEnvironment {
  return {
    provider: "nix",
    shell,
    hookRecord: async () => ok(undefined),
    identity: async () => ok(undefined),
    async launch(request) {
      const command = argvOf(request.run, request.args, "bash");
      const inside = ["--command", "bash", "-c", INSIDE, "bash", request.cwd, ...command];
      const env: Variables = { ...request.base, ...packOverlay(request.overlay) };
      return ok({ file: "/bin/sh", argv: ["sh", "-c", OUTSIDE, "sh", program, ...args, ...inside], env, cwd });
    },
  };
}

/** What the hook prints goes to stderr; the command gets the real stdout back. */
const OUTSIDE = 'exec 9>&1 1>&2; exec "$@"';

const INSIDE = `exec 1>&9 9>&-
for name in "\${!${OVERLAY_PREFIX}@}"; do
  assignment=\${!name}
  unset -v "$name" "\${assignment%%=*}"
  export "$assignment"
done
if [[ "$PWD" != "$1" ]]; then cd -- "$1" || exit; fi
shift
exec -- "$@"`;
