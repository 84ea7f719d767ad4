// What `import ... from "nix-repo"` gives in a user's file: nothing but types at the right place.
import type { OverrideConfig, RegistryConfig } from "./registry.generated.ts";

export type {
  OverrideConfig,
  ParamConfig,
  ProcessConfig,
  RegistryConfig,
  ServiceConfig,
  StackConfig,
  VerbConfig,
  WorkspaceConfig,
} from "./registry.generated.ts";

/** `export default defineConfig({ services: { ... } })` in `services.config.ts`. Gives back what it gets. */
export function defineConfig(registry: RegistryConfig): RegistryConfig {
  return registry;
}

/** `export default defineService({ verbs: { ... } })` in a service's `repo.config.ts`. Gives back what it gets. */
export function defineService(override: OverrideConfig): OverrideConfig {
  return override;
}
