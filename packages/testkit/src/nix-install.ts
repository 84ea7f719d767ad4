import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface NixInstall {
  /** For a test's title: `nix 2.26`. The closing lines of a test run count by it. */
  readonly label: string;
  /** `2.26`. */
  readonly version: string;
  /** The folder that holds `nix`: put it first on PATH. */
  readonly bin: string;
}

let found: readonly NixInstall[] | undefined;

/**
 * The versions of Nix that tests run on, oldest first; installed below `.cache/nix` by the first call on a machine, which takes some seconds.
 * Made for `describe.each(nixVersions())("$label", ({ bin }) => …)`.
 * @throws where no Nix can be had: the script has said on stderr what to install.
 */
export function nixVersions(): readonly NixInstall[] {
  found ??= installed() ?? install();
  return found;
}

const cache = join(import.meta.dirname, "../../../.cache/nix");

function installed(): readonly NixInstall[] | undefined {
  const all = ["2.8", "2.26"].map((version) => nixInstall(version, join(cache, version, "bin")));
  return all.every(({ bin }) => existsSync(join(bin, "nix"))) ? all : undefined;
}

function install(): readonly NixInstall[] {
  const script = join(import.meta.dirname, "../scripts/install-nix.sh");
  const lines = execFileSync("sh", [script, cache], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [version = "", bin = ""] = line.split("\t");
      return nixInstall(version, bin);
    });
}

function nixInstall(version: string, bin: string): NixInstall {
  return { label: `nix ${version}`, version, bin };
}
