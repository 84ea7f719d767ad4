# Builder of a package: links to the host's programs, found by name in the folders of $hostPath.
# Its own tools are the host's too; nothing else is known here.
PATH=$hostPath
mkdir -p "$out/bin"
links=()
for program in $programs $optional; do
  found=$(type -P "$program")
  if [ -n "$found" ]; then
    links+=("$found")
  elif [[ " $programs " == *" $program "* ]]; then
    echo "stub-nixpkgs: the host has no \"$program\" (for the package $pname) in $hostPath" >&2
    exit 1
  fi
done
((${#links[@]} == 0)) || ln -s "${links[@]}" "$out/bin"
