{
  description = "The reports team's own toolchain: it moves at its own pace, so it has its own flake and lock";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
    in
    {
      devShells = nixpkgs.lib.genAttrs systems (
        system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
        in
        {
          default = pkgs.mkShell {
            name = "reports";
            packages = [ pkgs.coreutils ];
            # The order of `sort` is part of the report.
            LC_ALL = "C";
          };
        }
      );
    };
}
