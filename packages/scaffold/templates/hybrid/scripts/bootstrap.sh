#!/usr/bin/env bash
# The first steps after a clone: says what the machine lacks and how to get it, and does what can be done without asking. Safe to run again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=0
there() { printf '✓ %s\n' "$1"; }
lacks() {
  printf '✗ %s\n    %s\n' "$1" "$2"
  missing=1
}

nix_settings() { nix config show 2>/dev/null || nix --extra-experimental-features nix-command show-config 2>/dev/null || true; }

if ! command -v nix >/dev/null; then
  lacks "Nix is not installed" "docs/01-bootstrap.md says how, for macOS, Linux and WSL"
elif ! grep -q '^experimental-features = .*flakes' <<<"$(nix_settings)"; then
  lacks "Nix has flakes turned off" "put 'experimental-features = nix-command flakes' into ~/.config/nix/nix.conf"
else
  there "$(nix --version)"
fi

if ! command -v repo >/dev/null; then
  lacks "repo is not on the PATH" "docs/01-bootstrap.md says where it comes from"
else
  there "repo $(repo --version)"
fi

if ! command -v direnv >/dev/null; then
  printf '– direnv is not installed: optional, it loads the devShell when you enter the folder\n'
else
  direnv allow .
  there "direnv may load .envrc"
fi

if [[ -e .env.local ]]; then
  there ".env.local is there"
else
  cp .env.example .env.local
  there ".env.local, made from .env.example: put your values there"
fi

if ((missing)); then
  printf '\nrun this again when that is done\n'
  exit 1
fi

repo hooks install
printf '\nnext: repo list, repo ci\n'
