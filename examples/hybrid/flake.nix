{
  description = "A small shop: one flake gives every service its toolchain";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
    in
    {
      devShells = forAllSystems (
        pkgs:
        let
          mkShellFor = import ./nix/mk-shell-for.nix { inherit pkgs; };
        in
        {
          # For people who look around, and for the workspace's own verbs.
          default = mkShellFor "shop" [ pkgs.nodejs_24 pkgs.just ] { };

          backend-pricing = mkShellFor "backend-pricing" [ pkgs.nodejs_24 ] { };
          backend-api = mkShellFor "backend-api" [ pkgs.nodejs_24 pkgs.just ] { };
          backend-log-digest = mkShellFor "backend-log-digest" [ ] { };

          client-web = mkShellFor "client-web" [ pkgs.nodejs_24 ] {
            shellHook = ''
              export NODE_ENV=development
              echo "client-web: Node $(node --version)"
            '';
          };
        }
      );
    };
}
