#!/usr/bin/env bash
# Brings what the tests run for real: shells, direnv, tmux, make, git, strace, xmllint, pre-commit, shellcheck, Go, Rust, Redis and PostgreSQL from Debian's packages; nginx, two versions of Nix, a container
# engine and the schema of JUnit reports in folders of the checkout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# command → Debian package
declare -A tools=(
  [bash]=bash [direnv]=direnv [fish]=fish [git]=git [make]=make [redis-server]=redis-server [strace]=strace [tmux]=tmux [xmllint]=libxml2-utils [zsh]=zsh
  [pre-commit]=pre-commit [shellcheck]=shellcheck [go]=golang-go [cargo]=cargo [cargo-clippy]=rust-clippy [rustfmt]=rustfmt
)
missing=()
for tool in "${!tools[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${tools[$tool]}")
done
# Its programs are on nobody's PATH.
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)

if ((${#missing[@]} > 0)); then
  sudo=()
  if ((EUID != 0)) && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=(sudo -n); fi
  if command -v apt-get >/dev/null && { ((EUID == 0)) || ((${#sudo[@]} > 0)); }; then
    echo "installing for the tests: ${missing[*]}" >&2
    "${sudo[@]}" apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -qq -y --no-install-recommends "${missing[@]}" >&2
  else
    echo "the tests need these tools, and may not install them here: ${missing[*]}" >&2
    exit 1
  fi
fi

# Unpacked, not installed: Debian's package starts a server.
if [[ ! -x .cache/nginx/usr/sbin/nginx && ! -x /usr/sbin/nginx ]]; then
  echo "unpacking nginx for the tests" >&2
  work=$(mktemp -d)
  (cd "$work" && apt-get download -qq -o APT::Sandbox::User= nginx && dpkg -x nginx_*.deb root) >&2
  mkdir -p .cache/nginx
  cp -a "$work/root/." .cache/nginx
  rm -rf "$work"
fi

packages/testkit/scripts/fetch-junit-schema.sh
packages/testkit/scripts/install-container-engine.sh
exec packages/testkit/scripts/install-nix.sh
