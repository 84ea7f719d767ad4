import { resolve } from "node:path";

export type Flags =
  | {
      readonly kind: "known";
      /** Folders that they make a part of the evaluation; absolute. */
      readonly outside: readonly string[];
      /** Those that matter where a derivation is built. */
      readonly building: readonly string[];
      /** Flakes that take the place of inputs, as Nix takes them from wherever it is started. */
      readonly overrides: readonly string[];
    }
  /** Without values, which may be secrets. */
  | { readonly kind: "unknown"; readonly flag: string };

/**
 * Reads the user's flags for Nix. They are part of what a kept environment is found by: known are those that make an evaluation depend on nothing
 * but the flake, or on what we can look at ourselves.
 * @param root where Nix is started, which relative paths start from
 */
export function readFlags(flags: readonly string[], root: string): Flags {
  const outside: string[] = [];
  const building: string[] = [];
  const overrides: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i] ?? "";
    if (HARMLESS.has(flag)) {
      building.push(flag);
      continue;
    }
    if (LOCKING.has(flag)) continue;
    const count = WITH_ARGUMENTS.get(flag);
    if (count !== undefined) {
      const taken = flags.slice(i, i + 1 + count);
      const name = taken[1] ?? "";
      if (flag === "--option" && !OPTIONS.has(name.replace(/^extra-/, ""))) return { kind: "unknown", flag: `--option ${name}` };
      building.push(...taken);
      i += count;
      continue;
    }
    if (flag !== "--override-input") return { kind: "unknown", flag: flag.split("=", 1)[0] ?? "" };
    const [input = "", target = ""] = flags.slice(i + 1);
    const folder = /^path:(?:\/\/)?([^?#]+)$/.exec(target)?.[1];
    if (folder === undefined && !isLocked(target)) return { kind: "unknown", flag: `--override-input ${input}` };
    const path = folder === undefined ? undefined : resolve(root, decodeURIComponent(folder));
    if (path !== undefined) outside.push(path);
    overrides.push(path === undefined ? target : `path:${path.split("/").map(encodeURIComponent).join("/")}`);
    i += 2;
  }
  return { kind: "known", outside, building, overrides };
}

/** They change how something is built or shown, or are the same for everything that is evaluated. */
const HARMLESS = new Set([
  ...["--offline", "--accept-flake-config", "--fallback", "--keep-going", "-k", "-L", "--print-build-logs"],
  ...["--quiet", "-v", "--verbose", "--show-trace"],
]);

const LOCKING = new Set(["--no-update-lock-file", "--no-write-lock-file", "--no-registries"]);

const WITH_ARGUMENTS = new Map([
  ["--option", 2],
  ["--extra-experimental-features", 1],
  ["--builders", 1],
  ["--max-jobs", 1],
  ["-j", 1],
  ["--cores", 1],
  ["--log-format", 1],
]);

/**
 * Nix's settings that have no part in what an evaluation comes to: where things are built and fetched, what is kept and what is said. Any other one
 * may let it read what we do not see, or may come to do so in a later Nix.
 */
const OPTIONS = new Set([
  ...["accept-flake-config", "access-tokens", "allow-dirty", "always-allow-substitutes", "auto-optimise-store", "build-dir", "build-hook"],
  ...["build-poll-interval", "build-users-group", "builders", "builders-use-substitutes", "commit-lockfile-summary", "compress-build-log"],
  ...["connect-timeout", "cores", "download-attempts", "download-buffer-size", "download-speed", "eval-cache", "experimental-features"],
  ...[
    "fallback",
    "flake-registry",
    "fsync-metadata",
    "fsync-store-paths",
    "gc-reserved-space",
    "hashed-mirrors",
    "http-connections",
    "http2",
  ],
  ...[
    "json-log-path",
    "keep-build-log",
    "keep-derivations",
    "keep-env-derivations",
    "keep-failed",
    "keep-going",
    "keep-outputs",
    "log-lines",
  ],
  ...["max-build-log-size", "max-free", "max-jobs", "max-silent-time", "max-substitution-jobs", "min-free", "min-free-check-interval"],
  ...["nar-buffer-size", "narinfo-cache-negative-ttl", "narinfo-cache-positive-ttl", "netrc-file", "post-build-hook", "pre-build-hook"],
  ...[
    "print-missing",
    "require-sigs",
    "sandbox",
    "sandbox-build-dir",
    "sandbox-fallback",
    "sandbox-paths",
    "secret-key-files",
    "show-trace",
  ],
  ...["ssl-cert-file", "stalled-download-timeout", "substitute", "substituters", "sync-before-registering", "system-features"],
  ...["tarball-ttl", "timeout", "trusted-public-keys", "trusted-substituters", "trusted-users", "use-registries", "use-sqlite-wal"],
  ...["use-xdg-base-directories", "user-agent-suffix", "warn-dirty", "warn-large-path-threshold"],
]);

/** Whether a reference means the same for ever. */
export function isLocked(reference: string): boolean {
  return /[?&](narHash=|rev=[0-9a-f]{40})/.test(reference) || /^(github|gitlab|sourcehut):[^/]+\/[^/]+\/[0-9a-f]{40}$/.test(reference);
}
