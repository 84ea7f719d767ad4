export { bindGraph, bindVerb } from "@nix-repo/tasks";
