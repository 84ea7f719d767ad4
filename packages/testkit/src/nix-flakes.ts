import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { realisticFunctions } from "./nix-stdenv.ts";

/** A devShell of a flake that needs no nixpkgs and no network: its builder is the host's bash, its stdenv a realistic one. */
export interface ShellSpec {
  /** Of the derivation; that of the attribute unless told. Shells that are the same in this as well are built once. */
  readonly name?: string;
  /** Attributes of the derivation, and so its exported variables. */
  readonly env?: Readonly<Record<string, string>>;
  readonly shellHook?: string;
  readonly structuredAttrs?: boolean;
  /** Programs on the shell's PATH: name to script. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Bash that runs at the end of stdenv's setup: what a package's setup hook would do. */
  readonly setup?: string;
  /** More attributes, as Nix source: `passthru = 1; list = [ 1 2 ];`. */
  readonly attributes?: string;
  /** The system's folders do not follow the shell's own on PATH. */
  readonly bare?: boolean;
}

export interface FlakeSpec {
  /** By attribute path below `devShells.<system>`, as Nix source: `web`, `backend.ms1`, `"a.b"`. */
  readonly shells: Readonly<Record<string, ShellSpec>>;
  /** More outputs, as Nix source with `system`, `mkShell` and `self` in scope. */
  readonly outputs?: string;
  /** `small`: a few functions; `realistic`: about 200 of them, 100 KB, as nixpkgs has. */
  readonly stdenv?: "small" | "realistic";
}

/** The name that Nix gives this machine. */
export const nixSystem = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-${process.platform}`;

/** Writes `flake.nix` and what it needs into a folder, which is made where it is missing. */
export function writeFlake(folder: string, spec: FlakeSpec): void {
  const files = new Map<string, string>();
  files.set("nix/stdenv/setup", stdenvSetup(spec.stdenv ?? "small"));
  const shells = Object.entries(spec.shells).map(([name, shell], index) => shellSource(name, shell, index, files));
  files.set("flake.nix", flakeSource(shells, spec.outputs ?? ""));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode: path.includes("/bin/") ? 0o755 : 0o644 });
  }
}

function flakeSource(shells: readonly string[], outputs: string): string {
  return `{
  description = "devShells made with the host's bash";
  outputs = { self }:
    let
      system = "${nixSystem}";
      mkShell = { name, ... }@attrs: derivation ({
        inherit system;
        outputs = [ "out" ];
        builder = "/bin/bash";
        args = [ "-c" "export -p > $out" ];
        stdenv = ./nix/stdenv;
        shellHook = "";
        initialPath = [ "/usr" "/" ];
      } // attrs);
    in {
      devShells.\${system} = {
${shells.join("")}      };
${outputs}
    };
}
`;
}

function shellSource(name: string, shell: ShellSpec, index: number, files: Map<string, string>): string {
  const attributes = Object.entries(shell.env ?? {}).map(([key, value]) => `          ${nixString(key)} = ${nixString(value)};\n`);
  attributes.push(`          name = ${nixString(shell.name ?? (name.replaceAll(/[^A-Za-z0-9-]/g, "") || "shell"))};\n`);
  if (shell.shellHook !== undefined) attributes.push(`          shellHook = ${nixString(shell.shellHook)};\n`);
  if (shell.structuredAttrs) attributes.push("          __structuredAttrs = true;\n");
  if (shell.bare) attributes.push("          initialPath = [ ];\n");
  if (shell.setup !== undefined) attributes.push(`          extraSetup = builtins.toFile "extra-setup" ${nixString(shell.setup)};\n`);
  if (shell.programs !== undefined) {
    const folder = `nix/programs-${index}`;
    for (const [program, text] of Object.entries(shell.programs)) files.set(`${folder}/bin/${program}`, text);
    attributes.push(`          nativeBuildInputs = [ ./${folder} ];\n`);
  }
  return `        ${name} = mkShell {\n${attributes.join("")}${shell.attributes ?? ""}        };\n`;
}

function stdenvSetup(size: "small" | "realistic"): string {
  const setup = readFileSync(join(stubSource, "stdenv/setup"), "utf8");
  // As in nixpkgs, what packages bring runs near the end of setup.
  const extra = 'if [[ -n "${extraSetup-}" ]]; then source "$extraSetup"; fi\n';
  const bash = "shell=/bin/bash\n";
  return `${bash}${size === "realistic" ? realisticFunctions() : ""}${setup}${extra}`;
}

/** A Nix string literal of a text. */
export function nixString(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("${", "\\${").replaceAll("\r", "\\r");
  return `"${escaped}"`;
}

const stubSource = join(import.meta.dirname, "../stub-nixpkgs");

/**
 * A copy of the stub for nixpkgs (`stub-nixpkgs/README.md`) that finds the host's tools in these folders first.
 * @returns the flags that put it in nixpkgs' place, and the folder, which the caller removes.
 */
export function stubNixpkgs(hostPath: readonly string[] = []): { folder: string; flags: readonly string[] } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stub-nixpkgs-")));
  cpSync(stubSource, folder, { recursive: true });
  if (hostPath.length > 0) writeFileSync(join(folder, "host-path"), `${hostPath.join("\n")}\n`);
  return { folder, flags: ["--override-input", "nixpkgs", `path:${folder}`] };
}
