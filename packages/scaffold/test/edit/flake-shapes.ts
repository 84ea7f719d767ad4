/** A flake as one finds them, and what is added to it for `backend/billing` with the package `go`. */
export interface FlakeShape {
  readonly text: string;
  /** What is put into it, in the order of the places. */
  readonly adds: readonly string[];
  /** Below `devShells.<system>`. */
  readonly path?: readonly string[];
}

export const flakes: Readonly<Record<string, FlakeShape>> = {
  "one system, one shell": {
    text: `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
    in {
      devShells.x86_64-linux.default = pkgs.mkShell {
        buildInputs = [ pkgs.nodejs pkgs.just ];
        shellHook = "echo hello";
      };
      packages.x86_64-linux.default = pkgs.just;
    };
}
`,
    adds: [
      `
      devShells.x86_64-linux.backend-billing = pkgs.mkShell {
        buildInputs = [ pkgs.go ];
      };`,
    ],
  },

  "several systems, each by its name": {
    text: `{
  outputs = { nixpkgs, ... }: {
    devShells.x86_64-linux.default = nixpkgs.legacyPackages.x86_64-linux.mkShell { packages = [ ]; };
    devShells.aarch64-darwin.default = nixpkgs.legacyPackages.aarch64-darwin.mkShell { packages = [ ]; };
  };
}
`,
    adds: [
      "\n    devShells.x86_64-linux.backend-billing = nixpkgs.legacyPackages.x86_64-linux.mkShell { packages = [ nixpkgs.legacyPackages.x86_64-linux.go ]; };",
      "\n    devShells.aarch64-darwin.backend-billing = nixpkgs.legacyPackages.aarch64-darwin.mkShell { packages = [ nixpkgs.legacyPackages.aarch64-darwin.go ]; };",
    ],
  },

  "a set for each system": {
    text: `{
  outputs = { nixpkgs, ... }: let linux = nixpkgs.legacyPackages.x86_64-linux; mac = nixpkgs.legacyPackages.aarch64-darwin; in {
    devShells = {
      x86_64-linux = {
        default = linux.mkShell { packages = with linux; [ go ]; };
      };
      aarch64-darwin.default = mac.mkShell { packages = [ mac.go ]; };
    };
  };
}
`,
    adds: [
      "\n        backend-billing = linux.mkShell { packages = with linux; [ go ]; };",
      "\n      aarch64-darwin.backend-billing = mac.mkShell { packages = [ mac.go ]; };",
    ],
  },

  "forAllSystems with pkgs, as nixfmt lays it out": {
    text: `{
  description = "A shop";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs, }:
    let
      systems = [ "x86_64-linux" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.\${system});
    in
    {
      devShells = forAllSystems (pkgs: {
        default = pkgs.mkShell {
          packages = with pkgs; [
            just
            git # for hooks
          ];
        };

        # The web client.
        client-web = pkgs.mkShell {
          packages = with pkgs; [
            nodejs
          ];

          shellHook = ''
            echo "\${builtins.toString 1} ''\${HOME}"
          '';
        }; # with a hook
        # More of them to come.
      });
    };
}
`,
    adds: [
      `

        backend-billing = pkgs.mkShell {
          packages = with pkgs; [
            go
          ];
        };`,
    ],
  },

  "genAttrs with system": {
    text: `{
  outputs = inputs@{ nixpkgs, ... }: {
    devShells = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-darwin" ] (system:
      let pkgs = import nixpkgs { inherit system; }; in {
        default = with pkgs; mkShell { nativeBuildInputs = [ just git ]; };
      });
  };
}
`,
    adds: ["\n        backend-billing = with pkgs; mkShell { nativeBuildInputs = [ go ]; };"],
  },

  "mapAttrs over legacyPackages": {
    text: `{
  outputs = { nixpkgs, ... }: {
    devShells = builtins.mapAttrs (system: pkgs: { default = pkgs.mkShellNoCC { packages = [ pkgs.git ]; }; }) nixpkgs.legacyPackages;
  };
}
`,
    adds: [" backend-billing = pkgs.mkShellNoCC { packages = [ pkgs.go ]; };"],
  },

  "flake-utils, a set of shells": {
    text: `{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs";
    flake-utils.url = "github:numtide/flake-utils";
  };
  outputs = { self, nixpkgs, flake-utils, ... }:
    flake-utils.lib.eachDefaultSystem (system:
      let
        pkgs = import nixpkgs { inherit system; overlays = [ ]; };
        common = with pkgs; [ git just ];
      in
      {
        packages.hello = pkgs.git;
        devShells = {
          default = pkgs.mkShell { packages = common; };
          api = pkgs.mkShell { packages = with pkgs; [ nodejs_20 ] ++ common; };
        };
      }
    );
}
`,
    adds: ["\n          backend-billing = pkgs.mkShell { packages = with pkgs; [ go ] ++ common; };"],
  },

  "flake-utils, shells one by one": {
    text: `{
\toutputs = { self, nixpkgs, flake-utils }:
\t\tflake-utils.lib.eachDefaultSystem (system:
\t\t\tlet pkgs = nixpkgs.legacyPackages.\${system}; in rec {
\t\t\t\tdevShells.api = pkgs.mkShell {
\t\t\t\t\tpackages = [
\t\t\t\t\t\tpkgs.go
\t\t\t\t\t\tpkgs.gopls
\t\t\t\t\t];
\t\t\t\t};
\t\t\t\tdevShells.default = devShells.api;
\t\t\t\tchecks.nothing = pkgs.git;
\t\t\t});
}
`,
    adds: [
      `
\t\t\t\tdevShells.backend-billing = pkgs.mkShell {
\t\t\t\t\tpackages = [
\t\t\t\t\t\tpkgs.go
\t\t\t\t\t];
\t\t\t\t};`,
    ],
  },

  "flake-parts, one by one": {
    text: `{
  outputs = inputs@{ flake-parts, ... }:
    flake-parts.lib.mkFlake { inherit inputs; } {
      systems = [ "x86_64-linux" "aarch64-darwin" ];
      perSystem = { config, self', pkgs, system, ... }: {
        devShells.default = pkgs.mkShell {
          packages = [ pkgs.nodejs ];
        };
      };
    };
}
`,
    adds: [
      `
        devShells.backend-billing = pkgs.mkShell {
          packages = [ pkgs.go ];
        };`,
    ],
  },

  "flake-parts, a set without any yet": {
    text: `{
  outputs = inputs: inputs.flake-parts.lib.mkFlake { inherit inputs; } {
    systems = import inputs.systems or [ ];
    perSystem = { pkgs, lib, ... }: {
      devShells = { };
    };
  };
}
`.replace("import inputs.systems or [ ]", "inputs.systems"),
    adds: [
      `
        backend-billing = pkgs.mkShell {
          packages = [ pkgs.go ];
        };
      `,
    ],
  },

  "the reference: groups, and mkShellFor with a folder": {
    text: `{
  description = "Pragmatic hybrid monorepo";
  outputs = { self, nixpkgs, flake-utils, ... }:
    flake-utils.lib.eachDefaultSystem (system:
      let
        pkgs = import nixpkgs { inherit system; /* overlays = [ my-overlay.overlay ]; */ };
        mkShellFor = path: extraPkgs:
          pkgs.mkShell {
            name = builtins.baseNameOf path;     # e.g., "microservice1"
            buildInputs = with pkgs; [ just git ] ++ extraPkgs;
            shellHook = ''
              echo "🔧 \${path} shell (\${system})"
              test -d "code/\${path}" && cd "code/\${path}"
            '';
          };
      in {
        devShells = {
          backend = {
            microservice2 = mkShellFor "backend/microservice2" [ pkgs.rustc pkgs.cargo ];
            microservice3 = mkShellFor "backend/microservice3" [ pkgs.nodejs_20 ];
          };

          client = {
            web     = mkShellFor "client/web"     [ pkgs.nodejs_20 ];
          };
        };

        devShells.default = pkgs.mkShell {
          name = "repo-global";
          buildInputs = with pkgs; [ just git ];
          shellHook = ''echo "🚀 Global dev shell"'';
        };
        checks.precommit = pkgs.runCommand "precommit" { nativeBuildInputs = [ pkgs.git ]; } ''
          cd \${self}
          touch $out
        '';
      });
}
`,
    adds: ['\n            billing = mkShellFor "backend/billing" [ pkgs.go ];'],
    path: ["backend", "billing"],
  },

  "a helper with a name, packages and attributes": {
    text: `{
  outputs = { nixpkgs, ... }:
    let
      forAllSystems = f: nixpkgs.lib.genAttrs nixpkgs.lib.systems.flakeExposed (system: f nixpkgs.legacyPackages.\${system});
    in
    {
      devShells = forAllSystems (
        pkgs:
        let
          mkShellFor = name: packages: attributes: pkgs.mkShell ({ inherit name packages; } // attributes);
        in
        {
          # For people who look around.
          default = mkShellFor "shop" [ pkgs.just ] { };

          backend-pricing = mkShellFor "backend-pricing" [ pkgs.nodejs ] { };
          client-web = mkShellFor "client-web" [ pkgs.nodejs ] {
            shellHook = "export NODE_ENV=development";
          };
        }
      );
    };
}
`,
    adds: ['\n          backend-billing = mkShellFor "backend-billing" [ pkgs.go ] { };'],
  },

  "shells of a let": {
    text: `{
  outputs = { self, nixpkgs }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.\${system};
      shells = {
        default = pkgs.mkShell { packages = [ pkgs.git ]; };
        "quoted name" = pkgs.mkShell { packages = [ pkgs.just ]; };
      };
    in
    { devShells.\${system} = shells; };
}
`,
    adds: ["\n        backend-billing = pkgs.mkShell { packages = [ pkgs.go ]; };"],
  },

  "mkShell taken from pkgs": {
    text: `{
  outputs = { nixpkgs, ... }: {
    devShells = nixpkgs.lib.genAttrs [ "x86_64-linux" ] (system: let
      pkgs = nixpkgs.legacyPackages.\${system};
      inherit (pkgs) mkShell;
      tools = [ pkgs.git ];
    in rec {
      default = api;
      api = mkShell { name = "api"; packages = tools ++ [ pkgs.go ]; };
    });
  };
}
`,
    adds: ["\n      backend-billing = mkShell { packages = tools ++ [ pkgs.go ]; };"],
  },

  "joined with others": {
    text: `{
  outputs = { nixpkgs, flake-utils, ... }: flake-utils.lib.eachSystem [ "x86_64-linux" ] (system:
    let pkgs = nixpkgs.legacyPackages.\${system}; in {
      devShells = (nixpkgs.lib.mapAttrs (_: p: pkgs.mkShell { packages = [ p ]; }) { inherit (pkgs) go git; }) // {
        default = pkgs.mkShell {
          # all of it
          packages = [ pkgs.git pkgs.go ];
        };
      };
    });
}
`,
    adds: [
      `
        backend-billing = pkgs.mkShell {
          packages = [ pkgs.go ];
        };`,
    ],
  },

  "on Windows' lines": {
    text: `{
  outputs = { nixpkgs, ... }:
    let pkgs = nixpkgs.legacyPackages.x86_64-linux; in {
      devShells.x86_64-linux = {
        default = pkgs.mkShell {
          packages = [ pkgs.just ];
        };
      };
    };
}
`.replaceAll("\n", "\r\n"),
    adds: ["\r\n        backend-billing = pkgs.mkShell {\r\n          packages = [ pkgs.go ];\r\n        };"],
  },
};

/** Flakes that nobody should edit who does not understand them. */
export const unusualFlakes: Readonly<Record<string, { text: string; why: string; line: number }>> = {
  "shells in a file of their own": {
    text: "{\n  outputs = { nixpkgs, ... }: {\n    devShells = import ./nix/shells.nix { inherit nixpkgs; };\n  };\n}\n",
    why: "where it defines devShells cannot be told",
    line: 3,
  },
  "no shells at all": {
    text: "{\n  inputs = { };\n  outputs = { self }: { packages = { }; };\n}\n",
    why: "where it defines devShells cannot be told",
    line: 3,
  },
  "shells made of a list": {
    text: "{\n  outputs = { nixpkgs, ... }: {\n    devShells.x86_64-linux = builtins.listToAttrs (map (name: { inherit name; value = 1; }) [ ]);\n  };\n}\n",
    why: "where it defines devShells cannot be told",
    line: 3,
  },
  "shells made in a way of their own, and no pkgs": {
    text: "{\n  outputs = { devshell, ... }: {\n    devShells.x86_64-linux = {\n      default = devshell.fromTOML ./devshell.toml;\n    };\n  };\n}\n",
    why: "its shells are made in ways of their own",
    line: 3,
  },
  "a helper, and nobody knows where its packages come from": {
    text: '{\n  outputs = { helpers, ... }: {\n    devShells.x86_64-linux = {\n      api = helpers.shell "api" [ ];\n    };\n  };\n}\n',
    why: "its shells are made in ways of their own",
    line: 3,
  },
  "defined in several places": {
    text: "{\n  outputs = { a, b, ... }: { one = { devShells.x86_64-linux.a = 1; }; two = { devShells.x86_64-linux.b = 2; }; };\n}\n",
    why: "it defines devShells in several places",
    line: 2,
  },
  "a text that is no Nix": {
    text: "{\n  outputs = { self }: { devShells.x86_64-linux.default = ; };\n}\n",
    why: "Nix cannot read it: unexpected ;",
    line: 2,
  },
};
