#!/bin/sh
# Installs the Nix versions that the tests run on, without root and without touching the machine:
# Debian's nix-bin of two releases, unpacked with its libraries below TARGET (default: .cache/nix at the root of the repository).
# Done already: returns at once. Two at a time: the second waits, or at worst unpacks the same thing again.
# Prints one line per version, `LABEL<TAB>FOLDER-WITH-NIX`.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/../../../.cache/nix}
mkdir -p "$target"
target=$(cd "$target" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf 'install-nix: %s\n' "$*" >&2; }

main() {
  if [ -x "$target/2.8/bin/nix" ] && [ -x "$target/2.26/bin/nix" ]; then
    report
    return
  fi
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    from_path || no_nix "there is no apt here, and no nix on PATH"
    return
  fi
  lock_or_go_on
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    from_path || no_nix "apt's sources name no Debian mirror, and there is no nix on PATH"
    return
  fi
  work=$(mktemp -d "$target/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  install_release 2.8 bookworm || from_path || no_nix "Debian bookworm could not be had from $mirror"
  if ! install_release 2.26 trixie; then
    say "************************************************************************"
    say "Debian trixie could not be had from $mirror: Nix 2.26 is LEFT OUT of the tests"
    say "************************************************************************"
  fi
  report
}

# Without flock(1), or with it on a file system that knows no locks, the rename in install_release keeps things right.
lock_or_go_on() {
  command -v flock >/dev/null || return 0
  exec 9>"$target/lock"
  flock 9 || true
}

# The mirror that this machine's apt uses for Debian itself (not for security updates).
debian_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n -e '/^[[:space:]]*#/d' -e 's/^URIs:[[:space:]]*//p' -e 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}//p' |
    tr ' ' '\n' | grep -E '^(https?|mirror\+file|file|cdrom|copy):.*/debian/?$' | head -n 1
}

install_release() {
  version=$1 release=$2
  [ -x "$target/$version/bin/nix" ] && return 0
  say "unpacking Nix $version of Debian $release ..."
  state=$work/$release
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/debs" "$state/tree"
  # What this machine has installed must not count: apt would look for those very versions.
  : >"$state/status"
  echo "deb [signed-by=$keyring] $mirror $release main" >"$state/sources.list"
  download >"$state/log" 2>&1 || {
    tail -n 5 "$state/log" >&2
    return 1
  }
  for deb in "$state/debs"/*.deb; do dpkg -x "$deb" "$state/tree"; done
  find_patchelf || return 1
  adopt_loader "$state/tree" || return 1
  rm -rf "$state/tree/usr/share/doc" "$state/tree/usr/share/man" "$state/tree/usr/share/locale"
  mkdir "$state/tree/bin.new"
  ln -s ../usr/bin/nix "$state/tree/bin.new/nix"
  for tool in nix-build nix-collect-garbage nix-env nix-instantiate nix-store nix-shell nix-daemon build-remote; do
    ln -s ../usr/bin/nix "$state/tree/bin.new/$tool"
  done
  rm -rf "$state/tree/bin"
  mv "$state/tree/bin.new" "$state/tree/bin"
  "$state/tree/bin/nix" --version >/dev/null || return 1
  # Its own path stands in the binary, so the last step is to write the final one; then it appears all at once.
  adopt_loader "$state/tree" "$target/$version" || return 1
  mv -T "$state/tree" "$target/$version" 2>/dev/null || [ -x "$target/$version/bin/nix" ]
}

apt_() {
  tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$state/lists" \
    -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=2 "$@"
}

# What nix itself is linked against. Perl, curl's program and the like serve scripts that no test runs.
download() {
  apt_ apt-get -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false update || return 1
  packages=$(apt_ apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances nix-bin |
    grep -E '^(lib|zlib1g$|nix-bin$)' | grep -vE 'perl|^libpam|^libdb[0-9]|^libsemanage|^libaudit|^libnewt|^libslang|debconf|^libdebian-installer' | sort -u)
  [ -n "$packages" ] || return 1
  if ! command -v patchelf >/dev/null; then packages="$packages patchelf"; fi
  # shellcheck disable=SC2086
  (cd "$state/debs" && apt_ apt-get download $packages)
}

find_patchelf() {
  patchelf=$(command -v patchelf || true)
  [ -n "$patchelf" ] && return 0
  # A release's own patchelf runs with the libraries of the machine, which may be older than it: then one that came with an earlier release does.
  for patchelf in "$work"/*/tree/usr/bin/patchelf "$target"/*/usr/bin/patchelf; do
    "$patchelf" --version >/dev/null 2>&1 && return 0
  done
  return 1
}

# adopt_loader ROOT [FINAL-ROOT]: makes nix use the loader and the libraries unpacked with it.
# Only nix and its own libraries are changed, never libc. Running nix through the loader instead would break its calls to itself.
adopt_loader() {
  final=${2:-$1}
  # Only newer releases have everything below usr/.
  loader=$(find "$1/usr/lib" "$1/lib" -name 'ld-linux*' 2>/dev/null | head -n 1)
  [ -n "$loader" ] || return 1
  triplet=$(basename "$(dirname "$loader")")
  path=$final/usr/lib/nix:$final/usr/lib/$triplet:$final/lib/$triplet
  for library in "$1"/usr/lib/nix/libnix*.so; do
    if [ -e "$library" ]; then "$patchelf" --force-rpath --set-rpath "$path" "$library"; fi
  done
  "$patchelf" --set-interpreter "$final${loader#"$1"}" --force-rpath --set-rpath "$path" "$1/usr/bin/nix"
}

report() {
  for version in 2.8 2.26; do
    [ -x "$target/$version/bin/nix" ] && printf '%s\t%s\n' "$version" "$target/$version/bin"
  done
  return 0
}

# The nix that is installed here, whatever its version.
from_path() {
  nix=$(command -v nix) || return 1
  version=$("$nix" --version | sed -n 's/.* \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p')
  [ -n "$version" ] || return 1
  say "tests run on the installed Nix $version alone"
  printf '%s\t%s\n' "$version" "$(dirname "$nix")"
  exit 0
}

no_nix() {
  say "$1."
  say "The tests need Nix: install Debian's package nix-bin, or Nix from nixos.org, so that \`nix\` is on PATH."
  exit 1
}

main
