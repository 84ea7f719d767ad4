{
  description = "What flakes written against nixpkgs use, made from the host's tools: for tests without network";

  outputs = { self }:
    let
      lib = import ./lib.nix;
      forAllSystems = lib.genAttrs lib.systems.flakeExposed;
    in {
      inherit lib;
      legacyPackages = forAllSystems (system: import ./. { inherit system; });
    };
}
