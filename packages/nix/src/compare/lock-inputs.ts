/** A flake.lock as far as it is read here. */
interface Lock {
  readonly root?: string;
  readonly nodes?: Readonly<Record<string, LockNode | undefined>>;
}

interface LockNode {
  readonly locked?: unknown;
  readonly flake?: boolean;
  /** The name of a node, or the way to the input that it follows. */
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * Inputs that came, went, or are locked otherwise, by the names under which the flake knows them: `nixpkgs`, `utils/systems`.
 * @param before text of flake.lock, undefined where there was none
 */
export function changedLockInputs(before: string | undefined, now: string | undefined): readonly string[] {
  if (before === now) return [];
  const from = entriesOf(before);
  const to = entriesOf(now);
  return [...new Set([...from.keys(), ...to.keys()])].filter((name) => from.get(name) !== to.get(name)).sort();
}

/** What each input is locked to, as text. Empty for what is not a flake.lock. */
function entriesOf(text: string | undefined): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const { nodes = {}, root = "root" } = parse(text);
  visit(root, []);
  return entries;

  /** What is followed is not gone into: it has its own place. */
  function visit(name: string, way: readonly string[]): void {
    const inputs = Object.entries(nodes[name]?.inputs ?? {});
    for (const [input, target] of inputs) {
      const path = [...way, input];
      if (typeof target !== "string") {
        entries.set(path.join("/"), `follows ${target.join("/")}`);
        continue;
      }
      const { locked, flake } = nodes[target] ?? {};
      entries.set(path.join("/"), JSON.stringify([locked, flake], sortedKeys));
      if (path.length < DEEPEST) visit(target, path);
    }
  }
}

function parse(text: string | undefined): Lock {
  try {
    return JSON.parse(text ?? "{}") as Lock;
  } catch {
    return {};
  }
}

/** For `JSON.stringify`: the order of keys says nothing. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** No lock file goes in circles unless somebody wrote it by hand. */
const DEEPEST = 20;
