# Stand-ins for what flakes take as inputs: enough to evaluate devShells, and nothing that is built.
let
  systems = [ "x86_64-linux" "aarch64-darwin" ];
  genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
  lib = {
    inherit genAttrs;
    inherit (builtins) mapAttrs;
    systems.flakeExposed = systems;
    optionals = condition: list: if condition then list else [ ];
    nixosSystem = _: { };
  };
  pkgsFor = system: rec {
    inherit system lib;
    stdenv.isDarwin = false;
    package = name: { inherit name; type = "derivation"; };
    mkShell = args: {
      type = "derivation";
      names = map (each: each.name) ((args.packages or [ ]) ++ (args.buildInputs or [ ]) ++ (args.nativeBuildInputs or [ ]));
      hook = args.shellHook or "";
      name = args.name or "shell";
      inherit system;
    };
    mkShellNoCC = mkShell;
    go = package "go";
    gopls = package "gopls";
    git = package "git";
    just = package "just";
    nodejs = package "nodejs";
    nodejs_20 = package "nodejs_20";
    rustc = package "rustc";
    cargo = package "cargo";
    python3 = package "python3";
    python3Packages.pytest = package "pytest";
    ruff = package "ruff";
    runCommand = name: _: _: package name;
  };
  nixpkgs = {
    inherit lib;
    legacyPackages = genAttrs systems pkgsFor;
    # What `import nixpkgs` imports.
    outPath = toString ./imported-nixpkgs.nix;
  };
  eachSystem =
    names: f:
    let
      results = genAttrs names f;
      outputs = builtins.attrNames (f (builtins.head names));
    in
    genAttrs outputs (output: genAttrs names (system: results.${system}.${output}));
in
{
  inherit nixpkgs;
  unstable = nixpkgs;
  systems = systems;
  flake-utils.lib = {
    inherit eachSystem;
    eachDefaultSystem = eachSystem systems;
    defaultSystems = systems;
  };
  flake-parts.lib.mkFlake = { inputs }: module: {
    devShells = genAttrs module.systems (
      system:
      let
        given = {
          inherit system inputs lib;
          pkgs = pkgsFor system;
          config = { };
          self' = { };
        };
      in
      (module.perSystem given).devShells
    );
  };
}
