import type { BoundParam, KeyChange, KeyParts, TaskId, VerbSource } from "@nix-repo/model";
import { displayPath } from "./display-path.ts";
import { formatAge } from "./format-duration.ts";
import { paletteOf } from "./palette.ts";
import { renderTable } from "./render-table.ts";
import type { Symbols } from "./symbols.ts";
import { plainLine } from "./text-width.ts";
import { sourceText } from "./verb-words.ts";

/** What `repo explain` says of a task. */
export interface ExplainView {
  readonly task: TaskId;
  /** What it runs, on one line, as one would type it: `just test`. */
  readonly command: string;
  readonly source: VerbSource;
  /** Definitions that lost, in order, and what they would have run. */
  readonly shadowed: readonly { readonly source: VerbSource; readonly command: string }[];
  /** `about`: short clauses, such as where the shell is defined. */
  readonly shell: { readonly name: string; readonly about: readonly string[] };
  /** Absolute: where it starts. */
  readonly folder: string;
  readonly dependsOn: readonly TaskId[];
  /** By name only. `from`: the layer that sets it, such as `.env`, `registry` or `caller`. */
  readonly variables: readonly { readonly name: string; readonly from: string }[];
  /** Of a verb that has some: what they come to where nothing is given on the command line. */
  readonly params?: readonly BoundParam[];
  readonly keepable: { readonly kept: boolean; readonly because: string };
  /** What other parts of the program know, in the same form: the last run, the key. */
  readonly further?: readonly ExplainFact[];
  /** Left out where nothing of the task is kept. */
  readonly key?: ExplainKey;
}

/** What a task's result depends on, and whether there is one. */
export type ExplainKey =
  | { readonly kind: "unknown"; readonly why: string }
  | (KeyParts & {
      readonly kind: "known";
      /** SHA-256 of the action, in hex. */
      readonly digest: string;
      readonly kept: "in-place" | "in-store" | "no";
      /** Milliseconds since the epoch. */
      readonly keptAt?: number;
      /** Whether it has run here before. */
      readonly hasRun: boolean;
      /** Why the result of that run was not kept. */
      readonly unkept?: string;
      /** Since then. */
      readonly changes: readonly KeyChange[];
    });

export interface ExplainFact {
  readonly label: string;
  readonly value: string;
  readonly about?: string;
}

export interface ExplainOptions {
  readonly root: string;
  readonly colour: boolean;
  readonly symbols: Symbols;
  readonly columns?: number | undefined;
}

/** A row for each fact: what it is, its value, and how it came to be. Several tasks are separated by a blank line. Without a closing line break. */
export function renderExplain(views: readonly ExplainView[], options: ExplainOptions): string {
  return views.map((view) => renderOne(view, options).join("\n")).join("\n\n");
}

export function explainJson(views: readonly ExplainView[]): {
  readonly version: 1;
  readonly kind: "explain";
  readonly tasks: readonly ExplainView[];
} {
  return { version: 1, kind: "explain", tasks: views };
}

function renderOne(view: ExplainView, { root, colour, symbols, columns }: ExplainOptions): string[] {
  const paint = paletteOf(colour);
  const rows = factsOf(view, root).map(({ label, value, about }) => (about ? [label, value, about] : [label, value]));
  return renderTable(rows, {
    columns,
    ellipsis: symbols.ellipsis,
    paint: (cell, { row, column }) => {
      if (column === 0) return row === 0 ? paint.strong(cell) : paint.quiet(cell);
      return cell;
    },
  });
}

function factsOf(view: ExplainView, root: string): ExplainFact[] {
  const kept = { label: "may be kept", value: view.keepable.kept ? "yes" : "no", about: view.keepable.because };
  return [
    { label: view.task, value: view.command, about: definedAt(view, root) },
    { label: "devShell", value: view.shell.name, about: view.shell.about.join("; ") },
    { label: "folder", value: displayPath(view.folder, root) },
    ...(view.dependsOn.length === 0 ? [] : [{ label: "depends on", value: view.dependsOn.join(", ") }]),
    ...(view.variables.length === 0 ? [] : [{ label: "variables", value: variablesText(view.variables) }]),
    ...(view.params ?? []).map(paramFact),
    kept,
    ...(view.key === undefined ? [] : keyFacts(view.key)),
    ...(view.further ?? []),
  ];
}

function paramFact({ name, variable, value, from, required }: BoundParam): ExplainFact {
  const label = `--${name}`;
  if (value === undefined) return { label, value: "not set", about: required ? `required; or the variable ${variable}` : variable };
  return { label, value: plainLine(value), about: `${variable}, ${ORIGINS[from ?? "default"]}` };
}

const ORIGINS: Readonly<Record<NonNullable<BoundParam["from"]>, string>> = {
  "command-line": "from the command line",
  caller: "from your environment",
  dotenv: "from .env",
  default: "its default",
};

function keyFacts(key: ExplainKey): ExplainFact[] {
  if (key.kind === "unknown") return [{ label: "key", value: "not known", about: key.why }];
  const { kept, keptAt = 0, digest } = key;
  const result =
    kept === "no"
      ? { label: "result", value: "none", about: missText(key) }
      : {
          label: "result",
          value: `kept from ${formatAge(Date.now() - keptAt)}`,
          about: kept === "in-place" ? "its outputs are in place" : "its outputs will be restored",
        };
  return [result, { label: "key", value: digest.slice(0, SHORT), about: partsText(key) }];
}

/** Why there is no result. */
function missText({ changes, hasRun, unkept }: Extract<ExplainKey, { kind: "known" }>): string {
  const why = unkept === undefined ? [] : [`the last one was not kept: ${unkept}`];
  // That it is not in the store goes without saying then.
  const changed = unkept === undefined ? changes : changes.filter(({ kind }) => kind !== "store");
  return [...(changed.length === 0 ? [] : [changesText(changed)]), ...why, ...(hasRun ? [] : ["it has not run here yet"])].join("; ");
}

const SHORT = 12;

/** `12 files, 3 variables, devShell web, api:build 77e0…` */
function partsText({ inputs, variables, tools, dependencies, shell }: Extract<ExplainKey, { kind: "known" }>): string {
  return [
    counted(Object.keys(inputs).length, "file"),
    ...(Object.keys(variables).length === 0 ? [] : [counted(Object.keys(variables).length, "variable")]),
    ...(Object.keys(tools).length === 0 ? [] : [`tools ${Object.keys(tools).join(" ")}`]),
    `devShell ${shell}`,
    ...Object.entries(dependencies).map(([task, result]) => `${task} ${result.slice(0, SHORT)}`),
  ].join(", ");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The first ones: the rest is in `--json`. */
function changesText(changes: readonly KeyChange[]): string {
  const shown = changes.slice(0, MOST_CHANGES).map(({ text }) => text);
  const others = changes.length - shown.length;
  return [...shown, ...(others === 0 ? [] : [`and ${others} more`])].join(", ");
}

const MOST_CHANGES = 5;

/** `code/client/web/justfile:12, before npm test (stack node)` */
function definedAt({ source, shadowed }: ExplainView, root: string): string {
  const lost = shadowed.map((other) => `before ${other.command} (${sourceText(other.source, root)})`);
  return [sourceText(source, root), ...lost].join(", ");
}

/** `PORT, API_URL (.env), NODE_ENV (registry)`: by layer, in the order of the first of each. */
function variablesText(variables: ExplainView["variables"]): string {
  const layers = new Map<string, string[]>();
  for (const { name, from } of variables) layers.set(from, [...(layers.get(from) ?? []), name]);
  return [...layers].map(([from, names]) => `${names.join(", ")} (${from})`).join(", ");
}
