/** A devShell to be written. */
export interface FlakeShell {
  readonly name: string;
  /** Of nixpkgs: `go`, `python3Packages.pytest`. */
  readonly packages: readonly string[];
}

export interface FlakeOptions {
  /** One line for people. */
  readonly description: string;
  /** Of the shell for the repository as a whole, besides those of all the others. */
  readonly common: readonly string[];
  readonly shells: readonly FlakeShell[];
}

/** A flake with a devShell for each service, and `default` for the repository as a whole. */
export function renderFlake({ description, common, shells }: FlakeOptions): string {
  const merged = mergeAlike(shells.filter(({ name }) => name !== "default"));
  const all = [...new Set([...common, ...shells.flatMap(({ packages }) => packages)])];
  return `{
  description = ${nixString(description)};

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.\${system});
    in
    {
      devShells = forAllSystems (
        pkgs:
        let
          mkShellFor = name: packages: pkgs.mkShell { inherit name packages; };
        in
        {
          # For the repository as a whole: the tools of all its services.
${[{ name: "default", packages: all }].map(shellLines).join("")}${merged.length === 0 ? "" : "\n"}${merged.map(shellLines).join("")}        }
      );
    };
}
`;
}

/** Services whose paths come to the same name share a shell. */
function mergeAlike(shells: readonly FlakeShell[]): FlakeShell[] {
  return [...Map.groupBy(shells, ({ name }) => name)].map(([name, alike]) => ({
    name,
    packages: [...new Set(alike.flatMap(({ packages }) => packages))],
  }));
}

function shellLines({ name, packages }: FlakeShell): string {
  const attributes = packages.map((each) => `pkgs.${each}`);
  const start = `          ${attributeName(name)} = mkShellFor ${nixString(derivationName(name))} [`;
  const line = `${start}${attributes.length === 0 ? "" : ` ${attributes.join(" ")}`} ];\n`;
  if (line.length <= WIDTH) return line;
  return `${start}\n${attributes.map((each) => `            ${each}\n`).join("")}          ];\n`;
}

const WIDTH = 110;

/** A name as the attribute of a set. */
export function attributeName(name: string): string {
  return /^[A-Za-z_][\w'-]*$/.test(name) && !KEYWORDS.has(name) ? name : nixString(name);
}

const KEYWORDS = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

/** What the store takes as the name of something. */
function derivationName(name: string): string {
  return name.replaceAll(/[^\w+?=.-]+/g, "-").replace(/^[.-]+/, "") || "shell";
}

function nixString(text: string): string {
  return `"${text
    .replaceAll(/["\\]|\$\{/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")}"`;
}
