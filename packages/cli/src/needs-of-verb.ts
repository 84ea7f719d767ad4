import { parseTaskId, type Service, type TaskId, taskId, type VerbLayers, WORKSPACE_SERVICE } from "@nix-repo/model";

export interface NeededTask {
  readonly service: string;
  readonly through: TaskId;
}

/**
 * The tasks of other services that a verb waits for, and those of the workspace itself. `^verb` is none of them: it leads where `dependsOn` of the
 * service leads.
 */
export function needsOfVerb(
  layers: VerbLayers,
  { service, serviceNames }: { service: Service; serviceNames: readonly string[] },
): readonly NeededTask[] {
  const need = (of: string, verb: string): NeededTask => ({ service: of, through: taskId(of, verb) });
  const isOfWorkspace = service.name === WORKSPACE_SERVICE;
  return (optionOf(layers, "dependsOn") ?? []).flatMap((dependency): readonly NeededTask[] => {
    if (dependency.startsWith("^")) return [];
    if (service.verbs.has(dependency)) return isOfWorkspace ? [need(WORKSPACE_SERVICE, dependency)] : [];
    const other = parseTaskId(dependency);
    if (other === undefined || (other.service === service.name && !isOfWorkspace)) return [];
    const isThere = other.service === WORKSPACE_SERVICE || serviceNames.includes(other.service);
    return isThere ? [need(other.service, other.verb)] : [];
  });
}

/** What the strongest layer says that says anything. */
export function optionOf<K extends "inputs" | "dependsOn">(
  { override, registry, stack }: VerbLayers,
  key: K,
): readonly string[] | undefined {
  return override?.options[key] ?? registry?.options[key] ?? stack?.options[key];
}
