import { expect, test } from "@jest/globals";
import { renderFlake } from "../../src/flake/render-flake.ts";

test("a flake is what a person would write", () => {
  const shells = [
    { name: "backend-api", packages: ["go", "just"] },
    { name: "client web", packages: ["nodejs"] },
    { name: "client web", packages: ["nodejs", "pnpm"] },
    { name: "jobs", packages: ["python3", "python3Packages.pytest", "python3Packages.ruff", "golangci-lint", "dotnet-sdk_8"] },
    { name: "empty", packages: [] },
    { name: "in", packages: [] },
  ];
  expect(renderFlake({ description: 'the "shop" of ${us}\n', common: ["git"], shells })).toBe(`{
  description = "the \\"shop\\" of \\\${us}\\n";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      forAllSystems = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.\${system});
    in
    {
      devShells = forAllSystems (
        pkgs:
        let
          mkShellFor = name: packages: pkgs.mkShell { inherit name packages; };
        in
        {
          # For the repository as a whole: the tools of all its services.
          default = mkShellFor "default" [
            pkgs.git
            pkgs.go
            pkgs.just
            pkgs.nodejs
            pkgs.pnpm
            pkgs.python3
            pkgs.python3Packages.pytest
            pkgs.python3Packages.ruff
            pkgs.golangci-lint
            pkgs.dotnet-sdk_8
          ];

          backend-api = mkShellFor "backend-api" [ pkgs.go pkgs.just ];
          "client web" = mkShellFor "client-web" [ pkgs.nodejs pkgs.pnpm ];
          jobs = mkShellFor "jobs" [
            pkgs.python3
            pkgs.python3Packages.pytest
            pkgs.python3Packages.ruff
            pkgs.golangci-lint
            pkgs.dotnet-sdk_8
          ];
          empty = mkShellFor "empty" [ ];
          "in" = mkShellFor "in" [ ];
        }
      );
    };
}
`);
});
