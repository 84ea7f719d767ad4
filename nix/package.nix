# The executable, from a checkout: what `npm run build` makes, with the Bun that the lock names.
# Built so far by Nix 2.26 on x86_64-linux with a stand-in for nixpkgs and without a sandbox. Not tried yet: nixpkgs' own stdenv, the other
# Linux, and macOS, where Bun has to sign what it compiles.
{
  lib,
  stdenv,
  callPackage,
  nodejs_24,
  patchelf,
}:
let
  platform =
    (if stdenv.hostPlatform.isDarwin then "darwin" else "linux")
    + "-"
    + (if stdenv.hostPlatform.isAarch64 then "aarch64" else "x64");

  layModules = callPackage ./locked-modules.nix { } {
    lockFile = ../package-lock.json;
    roots = [
      "packages/cli"
      "node_modules/@oven/bun-${platform}"
      "node_modules/@types/node"
      "node_modules/typescript"
    ];
  };
in
stdenv.mkDerivation {
  pname = "repo";
  inherit (builtins.fromJSON (builtins.readFile ../packages/cli/package.json)) version;

  src = lib.fileset.toSource {
    root = ../.;
    fileset = lib.fileset.unions [
      ../package.json
      ../packages
      ../scripts
      ../tsconfig.json
    ];
  };

  nativeBuildInputs = [ nodejs_24 ] ++ lib.optional stdenv.hostPlatform.isLinux patchelf;

  configurePhase = ''
    runHook preConfigure
    ${layModules}
    runHook postConfigure
  '';

  # Bun comes linked for other distributions' loader, and what it compiles is a copy of itself.
  buildPhase = ''
    runHook preBuild
    ${lib.optionalString stdenv.hostPlatform.isLinux ''
      patchelf --set-interpreter "$(cat $NIX_CC/nix-support/dynamic-linker)" node_modules/@oven/bun-${platform}/bin/bun
    ''}
    node scripts/build.ts
    runHook postBuild
  '';

  installPhase = ''
    runHook preInstall
    mkdir -p $out/lib $out/bin
    cp -R packages/cli/dist $out/lib/repo
    ln -s ../lib/repo/repo $out/bin/repo
    runHook postInstall
  '';

  # The program's code follows the end of the ELF image: what rewrites the image would cut it off.
  dontStrip = true;
  dontPatchELF = true;

  meta = {
    description = "Runs the chores of a Nix monorepo: every task in its devShell";
    license = lib.licenses.mit;
    mainProgram = "repo";
    platforms = [ "x86_64-linux" "aarch64-linux" "aarch64-darwin" ];
  };
}
