import { type EngineFailure, err, ok, type Result, type UnitId } from "@nix-repo/model";
import {
  type Containers,
  type Engine,
  findEngine,
  isOursToStop,
  openContainers,
  recordContainer,
  type UnitContainer,
} from "@nix-repo/supervisor";
import type { Session } from "../open-session.ts";
import { removeRecorded } from "./remove-containers.ts";
import { type ServiceContainer, variablesOf } from "./service-containers.ts";
import { projectsFolder } from "./units-folder.ts";

/** The containers of a workspace's services, and what starts them, which is looked for when the first one is needed. */
export interface ContainerEngine {
  readonly ids: ReadonlySet<UnitId>;
  /** @param neededBy names what needs it, for the failure */
  find(neededBy: readonly UnitId[]): Promise<Result<Engine, EngineFailure>>;
  container(unit: UnitId): Promise<Result<UnitContainer, EngineFailure>>;
  /** Whether it runs already. */
  isRunning(unit: UnitId): Promise<boolean>;
  /** From now on what is asked to end runs on where its service says so: what else is stopped was meant itself. */
  beginEnd(): void;
  /** When all have ended: removes those that are not to stay. */
  finishEnd(): Promise<ContainersEnd>;
}

/** What became of containers at the end, but for those that were stopped. */
export interface ContainersEnd {
  readonly left: readonly UnitId[];
  readonly problems: readonly EngineFailure[];
}

export function containerEngine(session: Session, all: readonly ServiceContainer[]): ContainerEngine {
  const byId = new Map(all.map((container) => [container.id, container]));
  const projects = new Map<string, Containers>();
  const folder = projectsFolder(session);
  const claimed = new Set<UnitId>();
  let engine: Engine | undefined;
  let isEnding = false;

  const find = async (neededBy: readonly UnitId[]): Promise<Result<Engine, EngineFailure>> => {
    if (engine !== undefined) return ok(engine);
    const found = await findEngine({ env: session.caller, cwd: session.workspace.root, neededBy });
    if (found.ok) engine = found.value;
    return found;
  };
  const open = async ({ id, project, all: services }: ServiceContainer): Promise<Result<Containers, EngineFailure>> => {
    const found = await find([id]);
    if (!found.ok) return found;
    const opened = projects.get(project.project) ?? openProject(session, { engine: found.value, project, services });
    projects.set(project.project, opened);
    return ok(opened);
  };
  const isRunning = async (unit: UnitId): Promise<boolean> => {
    const wanted = byId.get(unit);
    const opened = wanted === undefined ? err(undefined) : await open(wanted);
    const state = opened.ok ? await opened.value.state() : err(undefined);
    return state.ok && state.value.some(({ name, phase }) => name === wanted?.compose.name && phase.kind === "running");
  };
  return {
    ids: new Set(byId.keys()),
    find,
    async container(unit) {
      const wanted = byId.get(unit);
      if (wanted === undefined) throw new Error(`${unit} is no container`);
      const { project, compose, service } = wanted;
      const opened = await open(wanted);
      if (!opened.ok) return opened;
      return ok({
        containers: opened.value,
        name: compose.name,
        variables: variablesOf(compose),
        isLeftToUs: () => isOursToStop(folder, project.project, compose.name),
        staysRunning: () => isEnding && service.containers?.atEnd === "leave",
        claim() {
          claimed.add(unit);
          recordContainer(folder, project, compose.name);
        },
      });
    },
    isRunning,
    beginEnd() {
      isEnding = true;
    },
    async finishEnd() {
      const problems: EngineFailure[] = [];
      const ours = all.filter(({ id }) => claimed.has(id));
      for (const [name, containers] of projects) {
        const names = ours.flatMap(({ project, service, compose }) =>
          project.project === name && service.containers?.atEnd === "remove" ? [compose.name] : [],
        );
        const removed = names.length === 0 ? ok([]) : await removeRecorded(containers, { folder, names, volumes: false });
        if (!removed.ok) problems.push(removed.error);
      }
      const staying = ours.filter(({ service }) => service.containers?.atEnd === "leave").map(({ id }) => id);
      const running = await Promise.all(staying.map((id) => isRunning(id)));
      return { left: staying.filter((_, i) => running[i]), problems };
    },
  };
}

/** @param services left out where nobody is started */
export function openProject(
  { caller }: Pick<Session, "caller">,
  { engine, project, services = [] }: { engine: Engine; project: ServiceContainer["project"]; services?: ServiceContainer["all"] },
): Containers {
  const { project: name, files, folder } = project;
  return openContainers({ engine, project: name, files, projectFolder: folder, services, env: caller, signal: NEVER });
}

/** What is under way is ended by the units that want it. */
const NEVER = new AbortController().signal;
