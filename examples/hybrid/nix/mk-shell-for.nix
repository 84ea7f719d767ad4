# One devShell of the shop: what all of them share, a few packages more, and perhaps attributes of its own.
{ pkgs }:
let
  common = import ./modules/common.nix { inherit pkgs; };
in
name: packages: extra:
pkgs.mkShell (common.variables // { inherit name; packages = common.packages ++ packages; } // extra)
