# `import nixpkgs { inherit system; overlays = [ … ]; }` and `nixpkgs.legacyPackages.${system}` both end here.
{ system ? builtins.currentSystem, overlays ? [ ], config ? { }, ... }:
let
  lib = import ./lib.nix;

  # Folders of tools that stand before the fixed ones; a line each. See README.md.
  extraPath = lib.filter (line: builtins.isString line && line != "")
    (if builtins.pathExists ./host-path then builtins.split "\n" (builtins.readFile ./host-path) else [ ]);
  hostPath = lib.concatStringsSep ":" (extraPath ++ [ "/usr/local/bin" "/usr/bin" "/bin" "/usr/sbin" "/sbin" ]);

  # A package whose programs are links to the host's. `optional` ones may be absent, the others fail the build by name.
  hostTools = pname: programs: optional:
    let drv = derivation {
      inherit system pname hostPath;
      name = "${pname}-host";
      builder = "/bin/bash";
      args = [ ./link-host-tools.sh ];
      programs = lib.concatStringsSep " " programs;
      optional = lib.concatStringsSep " " optional;
    };
    in drv // { inherit pname; version = "host"; meta = { mainProgram = builtins.head (programs ++ optional); description = "the host's ${pname}"; }; };
  tool = name: hostTools name [ name ] [ ];

  stdenv = derivation {
    inherit system;
    name = "stdenv-linux";
    builder = "/bin/bash";
    args = [ "-c" ''
      PATH=${pkgs.coreutils}/bin
      mkdir "$out"
      { printf 'shell=%q\ninitialPath=%q\n' "$shell" "$initialPath"; cat ${./stdenv/setup}; } >"$out/setup"
    '' ];
    shell = "${pkgs.bash}/bin/bash";
    initialPath = lib.concatStringsSep " " (map toString [ pkgs.coreutils pkgs.findutils pkgs.gnugrep pkgs.gnused pkgs.bash ]);
  };

  mkShell = import ./mk-shell.nix { inherit lib system stdenv; bash = pkgs.bash; };

  base = final: {
    inherit lib system stdenv mkShell;
    mkShellNoCC = mkShell;
    stdenvNoCC = final.stdenv;
    hostPlatform = { inherit system; };

    bash = hostTools "bash" [ "bash" "sh" ] [ ];
    bashInteractive = final.bash;
    coreutils = hostTools "coreutils"
      (lib.splitWords ''
        basename cat chmod cp cut date dirname echo env expr false head id install ln ls mkdir mktemp mv nproc od paste
        printf pwd readlink realpath rm rmdir seq sha256sum sleep sort stat sync tail tee test timeout touch tr true tty uname uniq wc whoami yes'')
      (lib.splitWords "base64 chown cksum comm csplit df du expand fold join kill link logname md5sum mkfifo nice nl nohup numfmt shuf split stdbuf stty tac truncate unlink users who [");
    findutils = hostTools "findutils" [ "find" "xargs" ] [ ];
    gnugrep = hostTools "gnugrep" [ "grep" ] [ "egrep" "fgrep" ];
    gnused = tool "sed";
    gawk = hostTools "gawk" [ "awk" ] [ "gawk" ];
    gnutar = tool "tar";
    gzip = tool "gzip";
    gnumake = tool "make";
    go-task = hostTools "go-task" [ "task" ] [ ];
    nodejs = hostTools "nodejs" [ "node" ] [ "npm" "npx" "corepack" ];
    nodejs_20 = final.nodejs;
    nodejs_22 = final.nodejs;
    nodejs_24 = final.nodejs;
    python3 = hostTools "python3" [ "python3" ] [ "python" "pip3" ];
    git = tool "git";
    just = tool "just";
    jq = tool "jq";
    direnv = tool "direnv";
    curl = tool "curl";
    biome = tool "biome";
    bun = tool "bun";
    ripgrep = hostTools "ripgrep" [ "rg" ] [ ];
    shellcheck = tool "shellcheck";
    cacert = hostTools "cacert" [ "true" ] [ ];
    pre-commit = tool "pre-commit";
    typescript = hostTools "typescript" [ "tsc" ] [ ];
    yarn = tool "yarn";
    pnpm = tool "pnpm";
    yarn-berry = final.yarn;
    go = hostTools "go" [ "go" ] [ "gofmt" "gcc" "ld" "as" ];
    golangci-lint = tool "golangci-lint";
    cargo = tool "cargo";
    # nixpkgs' mkShell brings the C compiler that links.
    rustc = hostTools "rustc" [ "rustc" ] [ "cc" "ld" "as" "rustdoc" ];
    clippy = hostTools "clippy" [ "cargo-clippy" ] [ "clippy-driver" ];
    rustfmt = hostTools "rustfmt" [ "rustfmt" ] [ "cargo-fmt" ];
    dotnet-sdk = hostTools "dotnet-sdk" [ "dotnet" ] [ ];
    dotnet-sdk_8 = final.dotnet-sdk;
    dotnet-sdk_9 = final.dotnet-sdk;
    dotnet-sdk_10 = final.dotnet-sdk;
    flutter = hostTools "flutter" [ "flutter" ] [ "dart" ];
    dart = tool "dart";
    uv = tool "uv";
    poetry = tool "poetry";
    pdm = tool "pdm";
    ruff = hostTools "ruff" [ ] [ "ruff" ];
    python3Packages.pytest = hostTools "pytest" [ "pytest" ] [ ];
    jdk = hostTools "jdk" [ "java" "javac" ] [ ];
    maven = hostTools "maven" [ "mvn" ] [ ];
    gradle = tool "gradle";
    ruby = tool "ruby";
    bundler = hostTools "bundler" [ "bundle" ] [ ];
    php = tool "php";
    elixir = hostTools "elixir" [ "mix" "elixir" ] [ ];
    deno = tool "deno";
    # Needed by nothing that tests run, so that a host may lack it.
    docker-compose = hostTools "docker-compose" [ ] [ "docker-compose" ];

    # Calls a function, or the one in a file, with the packages that its arguments name.
    callPackage = given: more:
      let
        f = if builtins.isFunction given then given else import given;
        named = builtins.functionArgs f;
      in
      f (builtins.intersectAttrs named final // more);

    # A build that is a script.
    runCommand = name: env: script: derivation (env // {
      inherit name system;
      buildCommand = script;
      builder = "${pkgs.bash}/bin/bash";
      args = [ "-c" ". $stdenv/setup; set -e; eval \"$buildCommand\"; exit 0" ];
      inherit (final) stdenv;
    });

    # A program of a few lines, as nixpkgs has it.
    writeShellScriptBin = name: text: derivation {
      inherit name system;
      builder = "${pkgs.bash}/bin/bash";
      # bash would become the last command, and Nix kills what has closed its output and not ended yet, as chmod does for a moment.
      args = [ "-c" ''set -e; PATH=${pkgs.coreutils}/bin; mkdir -p $out/bin; printf '#!%s\n%s' "$BASH" "$text" >$out/bin/$name; chmod +x $out/bin/$name; exit 0'' ];
      inherit text;
    };
  };

  pkgs = lib.fix (lib.foldl (earlier: overlay: final: let prev = earlier final; in prev // overlay final prev) base overlays);
in
pkgs
