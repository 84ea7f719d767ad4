# Tools of our own that nixpkgs does not have: a folder and a line each.
{ pkgs }:
{
  check-text = pkgs.callPackage ./check-text { };
}
