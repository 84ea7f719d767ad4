export { bindGraph, bindParams, bindVerb } from "@nix-repo/tasks";
