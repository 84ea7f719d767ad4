{
  description = "my-repo: one flake gives every service its toolchain";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

    # The `repo` command, the same version for everybody. Say where you keep it, and add the argument `repo` to `outputs` and
    # `repo.packages.${pkgs.stdenv.hostPlatform.system}.default` to the packages of `mkShellFor`.
    # repo.url = "github:OWNER/repo";
  };

  outputs =
    { self, nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (
        system: f (import nixpkgs { inherit system; overlays = [ (import ./nix/overlays) ]; })
      );
    in
    {
      devShells = forAllSystems (
        pkgs:
        let
          common = import ./nix/modules/common.nix { inherit pkgs; };

          # The devShell of the service in code/PATH: what all of them have, and packages of its own.
          mkShellFor = path: extraPackages: pkgs.mkShell (common.variables // {
            name = builtins.baseNameOf path;
            packages = common.packages ++ extraPackages;
            shellHook = common.enter path;
          });
        in
        {
          # For the repository as a whole: small, since direnv loads it for everybody.
          default = pkgs.mkShell (common.variables // {
            name = "my-repo";
            packages = common.packages;
          });

          # One for each service, named for its path with dashes. Flat names: nested ones break `nix flake check`.
          # only with dotnet
          backend-microservice1 = mkShellFor "backend/microservice1" [ pkgs.dotnet-sdk_8 ];
          # end
          # only with rust
          backend-microservice2 = mkShellFor "backend/microservice2" [ pkgs.cargo pkgs.rustc pkgs.clippy pkgs.rustfmt ];
          # end
          # only with go
          backend-microservice3 = mkShellFor "backend/microservice3" [ pkgs.go ];
          # end
          # only with node
          client-web = mkShellFor "client/web" [ pkgs.nodejs_24 pkgs.typescript pkgs.docker-compose ];
          # end
          # only with flutter
          client-flutter = mkShellFor "client/flutter" [ pkgs.flutter ];
          # end
        }
      );

      # In-house tools: nix/pkgs has them, nix/overlays puts them among nixpkgs' own.
      packages = forAllSystems (pkgs: { inherit (pkgs) check-text; });

      # `nix flake check`: the hooks of .pre-commit-config.yaml, over all files. What needs devShells itself is left to `repo ci`.
      checks = forAllSystems (
        pkgs:
        let
          common = import ./nix/modules/common.nix { inherit pkgs; };
        in
        {
          precommit = pkgs.runCommand "precommit" { nativeBuildInputs = common.packages; } ''
            cp -r ${self} source
            chmod -R u+w source
            cd source
            export HOME=$PWD/.. SKIP=repo-lint
            git init --quiet
            git add --all --force
            pre-commit run --all-files --show-diff-on-failure
            touch $out
          '';
        }
      );
    };
}
