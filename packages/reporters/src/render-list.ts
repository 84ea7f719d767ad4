import type { VerbSource } from "@nix-repo/model";
import { paletteOf } from "./palette.ts";
import { renderTable } from "./render-table.ts";
import type { Symbols } from "./symbols.ts";
import { sourceLabel } from "./verb-words.ts";

/** What `repo list` shows. */
export interface ListView {
  /** In the registry's order. */
  readonly services: readonly ListedService[];
}

export interface ListedService {
  readonly name: string;
  /** As the registry writes it. */
  readonly path: string;
  readonly stack?: string;
  /** The devShell's name; left out where it is not known before the flake was asked, or none is wanted. */
  readonly shell?: string;
  readonly tags: readonly string[];
  readonly verbs: readonly ListedVerb[];
  /** Names of task files whose recipes nobody has asked for yet: what they define is not among `verbs`. */
  readonly unread: readonly string[];
}

export interface ListedVerb {
  readonly name: string;
  readonly source: VerbSource;
  readonly description?: string;
}

export interface ListOptions {
  readonly colour: boolean;
  readonly symbols: Symbols;
  /** The terminal's width; left out for a pipe, where nothing is cropped or wrapped. */
  readonly columns?: number | undefined;
}

/** One row per service: what it is called, where it lives, and where each of its verbs comes from. Without a closing line break. */
export function renderList(view: ListView, { colour, symbols, columns }: ListOptions): string {
  if (view.services.length === 0) return "the registry has no services yet";
  const paint = paletteOf(colour);
  const header = ["service", "path", "stack", "shell", "verbs"];
  const rows = view.services.map((service) => [service.name, service.path, service.stack ?? "", service.shell ?? "", verbsCell(service)]);
  return renderTable([header, ...rows], {
    columns,
    ellipsis: symbols.ellipsis,
    crop: ["end", "start", "end", "end"],
    paint: (cell, { row, column }) => (row === 0 ? paint.quiet(cell) : column === 0 ? paint.strong(cell) : cell),
  }).join("\n");
}

export function listJson(view: ListView): { readonly version: 1; readonly kind: "list" } & ListView {
  return { version: 1, kind: "list", ...view };
}

/** `justfile: build, test; node: dev, lint`: what the team wrote itself first. */
function verbsCell(service: ListedService): string {
  const groups = new Map<string, string[]>();
  const inOrder = [...service.verbs].sort((a, b) => RANK[a.source.kind] - RANK[b.source.kind]);
  for (const { name, source } of inOrder) {
    const label = sourceLabel(source);
    const names = groups.get(label);
    if (names === undefined) groups.set(label, [name]);
    else names.push(name);
  }
  const known = [...groups].map(([label, names]) => `${label}: ${names.join(", ")}`);
  const unread = service.unread.map((file) => `${file}: not read yet`);
  return [...unread, ...known].join("; ");
}

const RANK = { override: 0, delegate: 1, registry: 2, stack: 3, image: 4 } as const satisfies Record<VerbSource["kind"], number>;
