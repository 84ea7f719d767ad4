# nixpkgs' mkShell, as far as an environment shows it.
{ lib, system, stdenv, bash }:
{ name ? "nix-shell", packages ? [ ], inputsFrom ? [ ], buildInputs ? [ ], nativeBuildInputs ? [ ], shellHook ? "", env ? { }, ... }@attrs:
let
  inherited = field: lib.concatMap (shell: shell.stubInputs.${field} or [ ]) inputsFrom;
  inputs = {
    nativeBuildInputs = lib.unique (lib.flatten [ packages nativeBuildInputs (inherited "nativeBuildInputs") ]);
    buildInputs = lib.unique (lib.flatten [ buildInputs (inherited "buildInputs") ]);
  };
  hook = lib.concatStringsSep "\n" (lib.filter (text: text != "") (map (shell: shell.shellHook or "") (lib.reverseList inputsFrom) ++ [ shellHook ]));
  rest = builtins.removeAttrs attrs [ "name" "packages" "inputsFrom" "buildInputs" "nativeBuildInputs" "shellHook" "env" "meta" "passthru" ];
in
derivation (rest // env // inputs // {
  inherit name system stdenv;
  shellHook = hook;
  outputs = [ "out" ];
  builder = "${bash}/bin/bash";
  args = [ "-c" ". $stdenv/setup; export -p >$out" ];
}) // { stubInputs = inputs; shellHook = hook; meta = attrs.meta or { }; }
