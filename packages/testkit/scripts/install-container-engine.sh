#!/bin/sh
# Brings a real container engine for the tests, without touching the machine: podman with crun of Debian bookworm, and docker's client with
# compose 2 of trixie's (which need no libraries but libc), unpacked below TARGET (default: .cache/engine at the root of the repository). Done already: returns at once.
# On other systems nothing is brought, and the tests that start containers fail and say so.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/../../../.cache/engine}
mkdir -p "$target"
target=$(cd "$target" && pwd)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# Raised whenever what is unpacked changes.
edition=1

# What podman, conmon, crun and slirp4netns are linked against, less what every Debian has. All by the names that bookworm gives them.
engine="podman conmon crun slirp4netns busybox-static golang-github-containers-common golang-github-containers-image
  libassuan0 libdevmapper1.02.1 libglib2.0-0 libgpg-error0 libgpgme11 libseccomp2 libslirp0 libsubid4 libyajl2"
client="docker-cli docker-compose"

say() { printf 'install-container-engine: %s\n' "$*" >&2; }

main() {
  [ -e "$target/$edition/bin/podman" ] && return
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null || [ ! -e "$keyring" ]; then
    say "this is no Debian: the tests that start containers will fail here"
    return
  fi
  if command -v flock >/dev/null; then
    exec 9>"$target/lock"
    flock 9 || true
    [ -e "$target/$edition/bin/podman" ] && return
  fi
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || { say "apt's sources name no Debian mirror"; exit 1; }
  work=$(mktemp -d "$target/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  mkdir "$work/root"
  # shellcheck disable=SC2086
  unpack bookworm $engine
  # shellcheck disable=SC2086
  unpack trixie $client
  rm -rf "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/usr/share/locale"
  write_programs
  for program in podman conmon crun slirp4netns docker docker-compose; do
    "$work/root/bin/$program" --version >/dev/null || { say "$program does not run here"; exit 1; }
  done
  rm -rf "${target:?}/$edition"
  mv -T "$work/root" "$target/$edition"
}

# The mirror that this machine's apt uses for Debian itself (not for security updates).
debian_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n -e '/^[[:space:]]*#/d' -e 's/^URIs:[[:space:]]*//p' -e 's/^deb[[:space:]]\{1,\}\(\[[^]]*\][[:space:]]*\)\{0,1\}//p' |
    tr ' ' '\n' | grep -E '^(https?|mirror\+file|file|cdrom|copy):.*/debian/?$' | head -n 1
}

# unpack RELEASE PACKAGE...
unpack() {
  release=$1
  shift
  say "unpacking $1 of Debian $release ..."
  state=$work/$release
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/debs"
  # What this machine has installed must not count.
  : >"$state/status"
  echo "deb [signed-by=$keyring] $mirror $release main" >"$state/sources.list"
  {
    apt_ -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false update &&
      (cd "$state/debs" && apt_ download "$@")
  } >"$state/log" 2>&1 || {
    tail -n 5 "$state/log" >&2
    exit 1
  }
  for deb in "$state/debs"/*.deb; do dpkg -x "$deb" "$work/root"; done
}

apt_() {
  apt-get -q -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$state/lists" \
    -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=2 "$@"
}

# Programs that find their libraries wherever the folder lies: `bin` stands beside `usr`.
write_programs() {
  mv "$work/root/bin" "$work/root/bin.debian"
  mkdir "$work/root/bin"
  mv "$work/root/bin.debian/busybox" "$work/root/bin/busybox"
  rm -r "$work/root/bin.debian"
  libraries=$(basename "$(find "$work/root/usr/lib" -maxdepth 1 -name '*-linux-*' | head -n 1)")
  for program in podman conmon crun slirp4netns; do
    # shellcheck disable=SC2016
    printf '#!/bin/sh\nroot=${0%%/*}/..\nLD_LIBRARY_PATH=$root/usr/lib/%s:$root/lib/%s exec "$root/usr/bin/%s" "$@"\n' \
      "$libraries" "$libraries" "$program" >"$work/root/bin/$program"
    chmod +x "$work/root/bin/$program"
  done
  ln -s ../usr/bin/docker "$work/root/bin/docker"
  ln -s ../usr/libexec/docker/cli-plugins/docker-compose "$work/root/bin/docker-compose"
}

main
