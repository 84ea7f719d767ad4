export * from "./built-repo.ts";
export * from "./nix-flakes.ts";
export * from "./nix-install.ts";
export * from "./nix-stdenv.ts";
export * from "./nix-store.ts";
export * from "./steered-command.ts";
export * from "./temporary-folder.ts";
export * from "./terminal.ts";
