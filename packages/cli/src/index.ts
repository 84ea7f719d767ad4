// What `import … from "nix-repo"` gives to a registry.
export * from "@nix-repo/config";
