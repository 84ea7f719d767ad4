import type { Check, Checked } from "../check.ts";
import type { NixSettings, NixVersion } from "../nix-answers.ts";
import type { Surroundings } from "../surroundings.ts";

export const nixCheck: Check = {
  name: "nix",
  async run({ nix, usesNix }: Surroundings) {
    if (nix.program === undefined) return [missingNix({ usesNix })];
    const [version, settings] = await Promise.all([nix.version(), nix.settings()]);
    return [versionOfNix(nix.program, version), ...(version.kind === "known" ? [flakesOfNix(settings)] : [])];
  },
};

/** @param usesNix whether the host's own tools were not asked for by name */
export function missingNix({ usesNix }: { usesNix: boolean }): Checked {
  if (!usesNix) return { check: "nix", severity: "fine", what: "not installed, and the host's tools were asked for" };
  return {
    check: "nix",
    severity: "problem",
    what: "not installed, or not on PATH",
    why: "Without it tools come from this machine's PATH, as whatever they are here, and most results are not kept.",
    fix: "Install it, then open a new terminal:",
    command: "curl -fsSL https://nixos.org/nix/install | sh -s -- --daemon",
  };
}

export function versionOfNix(program: string, answer: NixVersion): Checked {
  if (answer.kind === "silent")
    return {
      check: "nix",
      severity: "problem",
      what: `${program} does not say its version: ${answer.said}`,
      why: "No devShell can be had from a Nix that does not run.",
      fix: "See what it says itself:",
      command: "nix --version",
    };
  if (isOlder(answer.version, OLDEST))
    return {
      check: "nix",
      severity: "warning",
      what: `${answer.version} is older than ${OLDEST.join(".")}`,
      why: `repo is tried on ${OLDEST.join(".")} and later; older ones lack commands that it uses.`,
      fix: "Upgrade Nix:",
      command: "sudo -i nix upgrade-nix",
    };
  return { check: "nix", severity: "fine", what: answer.version };
}

const OLDEST = [2, 8] as const;

function isOlder(version: string, [oldestMajor, oldestMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

export function flakesOfNix(settings: NixSettings | undefined): Checked {
  if (settings === undefined)
    return {
      check: "flakes",
      severity: "warning",
      what: "Nix does not say its settings",
      why: "Whether flakes and binary caches are set up cannot be told.",
      fix: "See what it says itself:",
      command: "nix --extra-experimental-features nix-command show-config",
    };
  const features = (settings.values.get("experimental-features") ?? "").split(/\s+/);
  const missing = [...(settings.newCommands ? [] : ["nix-command"]), ...(features.includes("flakes") ? [] : ["flakes"])];
  if (missing.length === 0) return { check: "flakes", severity: "fine", what: "enabled" };
  return {
    check: "flakes",
    severity: "warning",
    what: `not enabled: ${missing.join(", ")}`,
    why: "repo enables them for itself; nix develop, nix flake and direnv's use flake fail without.",
    fix: "Enable them for yourself:",
    command: `mkdir -p ~/.config/nix && echo 'extra-experimental-features = nix-command flakes' >>~/.config/nix/nix.conf`,
  };
}
