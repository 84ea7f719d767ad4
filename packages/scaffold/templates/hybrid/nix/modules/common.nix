# What every devShell has.
{ pkgs }:
{
  packages = [
    pkgs.git
    pkgs.direnv
    pkgs.pre-commit
    pkgs.shellcheck
    pkgs.check-text
  ];

  variables = {
    # Sorting and messages are the same on every machine.
    LC_ALL = "C.UTF-8";
    # Tools neither advertise nor report.
    DOTNET_CLI_TELEMETRY_OPTOUT = "1";
    DOTNET_NOLOGO = "1";
  };

  # `nix develop .#NAME` by hand lands in the service's folder. `repo` and direnv go where they have to by themselves.
  enter = path: ''
    if [[ $- == *i* && -d "code/${path}" ]]; then cd "code/${path}"; fi
  '';
}
