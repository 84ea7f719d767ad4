import type { Check } from "./check.ts";
import { binaryCacheCheck } from "./checks/binary-caches.ts";
import { clockCheck } from "./checks/clock.ts";
import { cloneCheck } from "./checks/clone.ts";
import { direnvCheck } from "./checks/direnv.ts";
import { diskSpaceCheck } from "./checks/disk-space.ts";
import { envFilesCheck } from "./checks/env-files.ts";
import { environmentsCheck } from "./checks/environments.ts";
import { fileWatchCheck } from "./checks/file-watches.ts";
import { flakeShellsCheck } from "./checks/flake-shells.ts";
import { gitHooksCheck } from "./checks/git-hooks.ts";
import { leftRunningCheck } from "./checks/left-running.ts";
import { manifestsCheck } from "./checks/manifests.ts";
import { nixCheck } from "./checks/nix.ts";
import { registryCheck } from "./checks/registry.ts";
import { storeCheck } from "./checks/store.ts";

/** What `repo setup` sees to, in the order in which one thing needs the other. */
export const SETUP_CHECKS: readonly Check[] = [
  nixCheck,
  storeCheck,
  registryCheck,
  envFilesCheck,
  environmentsCheck,
  direnvCheck,
  gitHooksCheck,
];

/** What `repo doctor` shows, in this order. */
export const ALL_CHECKS: readonly Check[] = [
  nixCheck,
  storeCheck,
  binaryCacheCheck,
  diskSpaceCheck,
  registryCheck,
  flakeShellsCheck,
  manifestsCheck,
  environmentsCheck,
  envFilesCheck,
  direnvCheck,
  gitHooksCheck,
  cloneCheck,
  leftRunningCheck,
  clockCheck,
  fileWatchCheck,
];
