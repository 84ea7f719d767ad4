export { createTaskCache, storeIdentity } from "@nix-repo/cache";
