import { type AttributeName, type Binding, childrenOf, type NixNode, type NixSet } from "../nix/nix-tree.ts";

/** A place where devShells of one system, or of all of them, are defined. */
export interface ShellSite {
  readonly set: NixSet;
  /** The shells here, and groups of shells. */
  readonly shells: readonly Shell[];
  /** What stands before a shell's name: `devShells.` where they are defined one by one, else nothing. */
  readonly prefix: string;
  /** What is around it, the outermost first. */
  readonly around: readonly NixNode[];
}

export interface Shell {
  readonly binding: Binding & { kind: "bind" };
  /** Below `devShells.<system>`. */
  readonly path: readonly AttributeName[];
}

interface Place {
  readonly text: string;
  readonly around: readonly NixNode[];
}

/** All places of one definition: several where it lists systems one by one. None where nothing is recognized; `many` where there are several definitions. */
export function shellSites(text: string, root: NixNode): readonly ShellSite[] | "many" {
  const definitions: (readonly ShellSite[])[] = [];
  const single = new Map<NixSet, Map<string, Shell[]>>();
  const places = new Map<NixSet, Place>();
  const visit = (node: NixNode, around: readonly NixNode[]) => {
    const inside = [...around, node];
    const bindings = node.kind === "set" || node.kind === "let" ? node.bindings : [];
    for (const binding of bindings) {
      if (binding.kind !== "bind") continue;
      const at = binding.path.findIndex(({ name }) => name === "devShells");
      if (at === -1) continue;
      const rest = binding.path.slice(at + 1);
      if (rest.length === 0 || (rest.length === 1 && isSystem(rest[0]))) {
        const sites = sitesIn(binding.value, { text, around: inside });
        if (sites.length > 0) definitions.push(sites);
      } else if (node.kind === "set") {
        const path = isSystem(rest[0]) ? rest.slice(1) : rest;
        const prefix = text.slice(binding.start, path[0]?.start);
        addTo(single, node, prefix, { binding, path });
        places.set(node, { text, around: inside });
      }
    }
    for (const child of childrenOf(node)) visit(child, inside);
  };
  visit(root, []);
  for (const [set, byPrefix] of single) {
    const around = places.get(set)?.around ?? [];
    // Beside a whole set the shells that are defined one by one are additions to it.
    if (definitions.length === 0) definitions.push([...byPrefix].map(([prefix, shells]) => ({ set, shells, prefix, around })));
    else if (!definitions.some((sites) => sites.some((site) => site.around.includes(set)))) return "many";
  }
  const distinct = new Map(definitions.map((sites) => [sites[0]?.set.open, sites]));
  return distinct.size > 1 ? "many" : ([...distinct.values()][0] ?? []);
}

function addTo(single: Map<NixSet, Map<string, Shell[]>>, set: NixSet, prefix: string, shell: Shell): void {
  const byPrefix = single.get(set) ?? new Map<string, Shell[]>();
  byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), shell]);
  single.set(set, byPrefix);
}

/** The sets that an expression gives for a system, as far as can be seen without evaluating it. */
function sitesIn(node: NixNode, place: Place): readonly ShellSite[] {
  const inside = { ...place, around: [...place.around, node] };
  switch (node.kind) {
    case "parentheses":
      return sitesIn(node.inner, inside);
    case "let":
    case "with":
    case "assert":
    case "lambda":
      return sitesIn(node.body, inside);
    case "apply": {
      // `forAllSystems (pkgs: …)`, `genAttrs systems (system: …)`: what is given for each system is a function's.
      const functions = argumentsOf(node).filter((each) => withoutParentheses(each).kind === "lambda");
      return functions.length === 1 && functions[0] !== undefined ? sitesIn(functions[0], inside) : [];
    }
    case "binary": {
      if (node.operator !== "//") return [];
      const right = sitesIn(node.right, inside);
      return right.length > 0 ? right : sitesIn(node.left, inside);
    }
    case "identifier": {
      const defined = definitionOf(node.name, place.around);
      return defined === undefined ? [] : sitesIn(defined.value, { ...place, around: defined.around });
    }
    case "set":
      return sitesInSet(node, inside);
    default:
      return [];
  }
}

function sitesInSet(set: NixSet, { text, around }: Place): readonly ShellSite[] {
  const binds = set.bindings.filter((binding) => binding.kind === "bind");
  if (!binds.some(({ path }) => isSystem(path[0]))) {
    const shells = binds.map((binding) => ({ binding, path: binding.path }));
    return [{ set, shells, prefix: "", around }];
  }
  const single = new Map<string, Shell[]>();
  const sites: ShellSite[] = [];
  for (const binding of binds) {
    const [, ...path] = binding.path;
    if (path.length === 0) sites.push(...sitesIn(binding.value, { text, around }));
    else {
      const prefix = text.slice(binding.start, path[0]?.start);
      single.set(prefix, [...(single.get(prefix) ?? []), { binding, path }]);
    }
  }
  return [...sites, ...[...single].map(([prefix, shells]) => ({ set, shells, prefix, around }))];
}

/** `x86_64-linux`, `${system}` */
function isSystem(name: AttributeName | undefined): boolean {
  return name !== undefined && (name.name === undefined || /^[a-z0-9_]+-(linux|darwin|freebsd|netbsd|openbsd)$/.test(name.name));
}

export function argumentsOf(node: NixNode): readonly NixNode[] {
  return node.kind === "apply" ? [...argumentsOf(node.fn), node.argument] : [];
}

export function withoutParentheses(node: NixNode): NixNode {
  return node.kind === "parentheses" ? withoutParentheses(node.inner) : node;
}

/** What a name of a `let` around here stands for. */
function definitionOf(name: string, around: readonly NixNode[]): { value: NixNode; around: readonly NixNode[] } | undefined {
  for (let i = around.length - 1; i >= 0; i--) {
    const node = around[i];
    if (node === undefined) continue;
    if (node.kind === "lambda" && namesOf(node).includes(name)) return undefined;
    if (node.kind !== "let") continue;
    const binding = node.bindings.find((each) => each.kind === "bind" && each.path.length === 1 && each.path[0]?.name === name);
    // A definition by its own name, or that was followed already, leads nowhere.
    if (binding?.kind === "bind" && !around.includes(binding.value)) return { value: binding.value, around: around.slice(0, i + 1) };
  }
  return undefined;
}

function namesOf(node: Extract<NixNode, { kind: "lambda" }>): readonly string[] {
  return [...(node.name === undefined ? [] : [node.name]), ...(node.formals?.names ?? []).map(({ name }) => name)];
}

/** Whether a name means something here: by a `let`, a function or a recursive set around it. */
export function isInScope(name: string, around: readonly NixNode[]): boolean {
  return around.some((node) => {
    if (node.kind === "lambda") return namesOf(node).includes(name);
    if (node.kind !== "let" && !(node.kind === "set" && node.recursive)) return false;
    return node.bindings.some((binding) =>
      binding.kind === "bind" ? binding.path[0]?.name === name : binding.names.some((each) => each.name === name),
    );
  });
}
