# A node_modules folder from package-lock.json alone: one download per package, each checked against the lock's own integrity hash, so
# there is no hash to keep up by hand. nixpkgs' readers of npm locks do not fit this one: it leaves out `resolved` (a lock should not name
# anybody's mirror), for which importNpmLock makes no source and fetchNpmDeps fetches nothing; and neither knows npm's workspaces.
{
  lib,
  stdenv,
  runCommand,
  nodejs_24,
}:
{
  lockFile,
  # What must be there, as keys of the lock's `packages`: these with their devDependencies, and what all of them depend on.
  roots,
}:
let
  inherit (builtins.fromJSON (builtins.readFile lockFile)) packages;

  closure = map (node: node.key) (
    builtins.genericClosure {
      startSet = map (key: { inherit key; }) roots;
      operator = { key }: map (dependency: { key = dependency; }) (dependenciesOf key);
    }
  );

  # A package for another platform is in the lock, and not for us.
  dependenciesOf =
    key:
    let
      entry = packages.${key};
      names = builtins.attrNames (
        (entry.dependencies or { }) // (entry.optionalDependencies or { }) // (lib.optionalAttrs (builtins.elem key roots) (entry.devDependencies or { }))
      );
    in
    builtins.filter (found: found != null && fits packages.${found}) (map (resolve key) names);

  # Node's rule: in node_modules of the package's own folder, then of each folder above it.
  resolve =
    from: name:
    let
      parts = lib.splitString "/" from;
      above = map (count: lib.concatMapStrings (part: "${part}/") (lib.take count parts)) (
        lib.range 0 (builtins.length parts)
      );
      found = builtins.filter (key: packages ? ${key}) (map (folder: "${folder}node_modules/${name}") above);
      nearest = lib.last found;
    in
    if found == [ ] then
      null
    else if packages.${nearest}.link or false then
      packages.${nearest}.resolved
    else
      nearest;

  fits =
    entry:
    let
      allows = field: value: !(entry ? ${field}) || builtins.elem value (lib.toList entry.${field});
    in
    allows "os" (if stdenv.hostPlatform.isDarwin then "darwin" else "linux")
    && allows "cpu" (if stdenv.hostPlatform.isAarch64 then "arm64" else "x64");

  # npm fetches, so that its own registry and anybody's mirror (npm_config_registry) are known to npm alone.
  tarball =
    key:
    let
      entry = packages.${key};
      name = entry.name or (lib.last (lib.splitString "node_modules/" key));
    in
    runCommand "${builtins.replaceStrings [ "@" "/" ] [ "" "-" ] name}-${entry.version}.tgz"
      {
        nativeBuildInputs = [ nodejs_24 ];
        outputHash = entry.integrity or (throw "package-lock.json has no hash for ${name}@${entry.version}: npm install on a machine of this platform adds it");
        outputHashMode = "flat";
        impureEnvVars = lib.fetchers.proxyImpureEnvVars ++ [
          "npm_config_registry"
          "NODE_EXTRA_CA_CERTS"
        ];
      }
      ''
        export HOME=$PWD
        npm pack --silent --ignore-scripts '${name}@${entry.version}' >/dev/null
        mv ./*.tgz "$out"
      '';

  fetched = builtins.filter (key: builtins.match "(.*/)?node_modules/.*" key != null) closure;
  linked = lib.filterAttrs (_: entry: entry.link or false) packages;

  unpack = key: ''
    mkdir -p '${key}'
    tar -xzf ${tarball key} -C '${key}' --strip-components=1 --no-same-owner
    chmod -R u+w '${key}'
  '';
  link = key: entry: ''
    mkdir -p "$(dirname '${key}')"
    ln -s --relative '${entry.resolved}' '${key}'
  '';
  linkPrograms =
    key:
    lib.concatStrings (
      lib.mapAttrsToList (program: file: ''
        chmod +x '${key}/${file}'
        patchShebangs '${key}/${file}'
        ln -s --relative '${key}/${file}' 'node_modules/.bin/${program}'
      '') (packages.${key}.bin or { })
    );
in
# A script for a phase of a build: lays node_modules into the current folder, where the workspace's packages stand.
''
  mkdir -p node_modules/.bin
  ${lib.concatMapStrings unpack fetched}
  ${lib.concatStrings (lib.mapAttrsToList link linked)}
  ${lib.concatMapStrings linkPrograms (builtins.filter (key: lib.hasPrefix "node_modules/" key && builtins.match ".*/node_modules/.*" key == null) fetched)}
''
