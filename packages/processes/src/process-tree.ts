import { type Ending, signalGroup } from "./process-group.ts";
import { processTable, type TableEntry } from "./process-table.ts";

/**
 * A process and what it has started: the members of the session that it leads, if it does, and whoever descends from one of them, in whatever session and
 * group (a nested `repo`, a browser under test). Who descends from whom can be told only while the parents live: so each look is remembered.
 * What detached itself before the first look (a daemon that ended its parent) is not found, and means to stay; unless `isOwn` tells by something else.
 */
export interface ProcessTree extends Ending {
  /** Looks, and gives those that run. */
  members(): readonly TableEntry[];
  /** Looks, and signals those that run; but not the members of one group. */
  signal(signal: NodeJS.Signals, but?: { readonly except: number | undefined }): void;
}

export function processTree(first: number, { isOwn = () => false }: { isOwn?: (entry: TableEntry) => boolean } = {}): ProcessTree {
  let known: ReadonlyMap<number, number> = new Map();
  const members = (): readonly TableEntry[] => {
    const found = withDescendants((entry) => {
      const { pid, session, started } = entry;
      return session === first || pid === first || known.get(pid) === started || isOwn(entry);
    });
    known = new Map(found.map(({ pid, started }) => [pid, started]));
    return found;
  };
  return {
    members,
    isAlive: () => members().length > 0,
    signal(signal, { except } = { except: undefined }) {
      const { groups, single } = targetsOf(members(), first);
      for (const group of groups) if (group !== except) signalGroup(group, signal);
      for (const pid of single) signalProcess(pid, signal);
    },
  };
}

function withDescendants(isRoot: (entry: TableEntry) => boolean): readonly TableEntry[] {
  const table = processTable();
  const children = Map.groupBy(table, ({ parent }) => parent);
  const found = new Set<TableEntry>();
  const toVisit = table.filter(isRoot);
  for (let entry = toVisit.pop(); entry !== undefined; entry = toVisit.pop()) {
    if (found.has(entry)) continue;
    found.add(entry);
    toVisit.push(...(children.get(entry.pid) ?? []));
  }
  return [...found];
}

/** Whole groups, so that nobody slips away by forking; one by one where the group is also that of others: a task that has the terminal is in ours. */
function targetsOf(members: readonly TableEntry[], first: number): { groups: ReadonlySet<number>; single: readonly number[] } {
  const pids = new Set(members.map(({ pid }) => pid));
  const isOwn = ({ session, group }: TableEntry) => session === first || pids.has(session) || pids.has(group);
  return {
    groups: new Set(members.filter(isOwn).map(({ group }) => group)),
    single: members.filter((member) => !isOwn(member)).map(({ pid }) => pid),
  };
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has just ended, or is another user's.
  }
}
