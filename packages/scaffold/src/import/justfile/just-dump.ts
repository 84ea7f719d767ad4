/** What `just --dump --dump-format json` says, as far as we read it. Versions differ: what is not there says nothing. */
export interface JustDump {
  readonly assignments: Readonly<Record<string, Assignment>>;
  readonly aliases: Readonly<Record<string, Alias>>;
  readonly recipes: Readonly<Record<string, Recipe>>;
  readonly modules?: Readonly<Record<string, JustDump>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly unexports?: readonly string[];
  readonly first?: string | null;
}

interface Assignment {
  readonly name: string;
  readonly export: boolean;
  readonly value: Expression;
}

interface Alias {
  readonly name: string;
  readonly target: string;
  readonly attributes: readonly Attribute[];
}

export interface Recipe {
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly body: readonly (readonly Fragment[])[];
  readonly dependencies: readonly Dependency[];
  /** How many of the dependencies run before it; the others run behind it. */
  readonly priors: number;
  readonly doc: string | null;
  readonly parameters: readonly Parameter[];
  readonly private: boolean;
  readonly shebang: boolean;
}

export interface Dependency {
  readonly recipe: string;
  readonly arguments: readonly Expression[];
}

export interface Parameter {
  readonly name: string;
  readonly default: Expression | null;
  readonly export: boolean;
  readonly kind: "singular" | "plus" | "star";
}

/** Text, or a list of the one expression that stands there. */
export type Fragment = string | readonly [Expression];

/** A string, or the name of an operation and what it is applied to. */
export type Expression = string | readonly [string, ...unknown[]];

/** `linux`, or `{ "working-directory": "x" }`. */
export type Attribute = string | Readonly<Record<string, unknown>>;

export function attributeName(attribute: Attribute): string {
  return typeof attribute === "string" ? attribute : (Object.keys(attribute)[0] ?? "");
}

/** Throws where the answer is not what just documents. */
export function parseJustDump(answer: string): JustDump {
  const dump = JSON.parse(answer) as Partial<JustDump>;
  const { assignments = {}, aliases = {}, recipes, settings = {} } = dump;
  if (typeof recipes !== "object" || recipes === null) throw new Error("it names no recipes");
  return { ...dump, assignments, aliases, recipes, settings };
}
