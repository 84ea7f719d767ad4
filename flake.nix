{
  description = "repo: one command for a Nix monorepo";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (system: f system nixpkgs.legacyPackages.${system});
    in
    {
      # For other flakes: `inputs.repo.packages.${system}.default` among the packages of a devShell.
      packages = forAllSystems (
        system: pkgs: {
          default = self.packages.${system}.repo;
          repo = pkgs.callPackage ./nix/package.nix { };
        }
      );

      # What npm does not bring. Node comes from npm as well, for machines without Nix; scripts take npm's, tasks of `repo` this one.
      # On NixOS npm's own binaries (Bun, Biome) need programs.nix-ld.
      devShells = forAllSystems (
        _system: pkgs: {
          default = pkgs.mkShell {
            name = "repo";
            packages = [
              pkgs.nodejs_24
              pkgs.git
              pkgs.just
              pkgs.gnumake
            ];
          };
        }
      );
    };
}
