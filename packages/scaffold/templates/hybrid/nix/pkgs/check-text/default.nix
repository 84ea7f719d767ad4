{ writeShellScriptBin }:
writeShellScriptBin "check-text" (builtins.readFile ./check-text.sh)
