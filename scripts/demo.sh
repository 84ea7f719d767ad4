#!/bin/sh
# `npm run demo`: the whole pipeline of the example, with Nix where there is Nix and on the host's tools where there is none.
set -eu
cd "$(dirname "$0")/.."
if command -v nix >/dev/null 2>&1; then provider=nix; else provider=host; fi
exec packages/cli/bin/repo ci --all -C examples/hybrid --provider "$provider" "$@"
