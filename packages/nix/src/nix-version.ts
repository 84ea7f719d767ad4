/** What differs between versions of Nix in the environment that `nix develop` gives. */
export interface DevelopHabits {
  /** The caller's value of these follows the devShell's, after a colon. */
  readonly appended: readonly string[];
  /** The colon is there even where the caller's value is empty. */
  readonly alwaysColon: boolean;
}

/** `2.26.3` of what `nix --version` prints, also for the forks: `nix (Lix, like Nix) 2.91.1`. */
export function parseNixVersion(text: string): string | undefined {
  return /(\d+\.\d+\S*)\s*$/.exec(text)?.[1];
}

/** Measured on 2.8.0 and 2.26.3; Nix's source of 2.9 and later reads like 2.26. */
export function developHabits(nixVersion: string): DevelopHabits {
  const [major = 0, minor = 0] = nixVersion.split(".").map((part) => Number.parseInt(part, 10));
  const old = major < 2 || (major === 2 && minor < 9);
  return old ? { appended: ["PATH"], alwaysColon: true } : { appended: ["PATH", "XDG_DATA_DIRS"], alwaysColon: false };
}
