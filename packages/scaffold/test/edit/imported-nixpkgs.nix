{ system, ... }: (import ./flake-inputs.nix).nixpkgs.legacyPackages.${system}
