export { createTaskCheck } from "@nix-repo/cache";
