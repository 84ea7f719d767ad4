# What every devShell of the shop has.
{ pkgs }:
{
  packages = [ pkgs.coreutils pkgs.git ];

  variables = {
    # Sorting and messages are the same on every machine.
    LC_ALL = "C.UTF-8";
  };
}
