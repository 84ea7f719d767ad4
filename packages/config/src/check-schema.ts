import { nearest } from "@nix-repo/model";
import type { Mistake, Path } from "./mistake.ts";
import type { Schema } from "./schema-parts.ts";
import type { SchemaError, Validate } from "./validate.generated.js";

/** The mistakes of a value against a schema. The words for them, and the schema that holds them, are loaded only where there are any. */
export async function checkSchema(value: unknown, which: "registry" | "override"): Promise<readonly Mistake[]> {
  const { validateRegistry, validateOverride } = await import("./validate.generated.js");
  const validate: Validate = which === "registry" ? validateRegistry : validateOverride;
  if (validate(value)) return [];
  const { registrySchema, overrideSchema } = await import("./schema.ts");
  const root = which === "registry" ? registrySchema : overrideSchema;
  const mistakes = (validate.errors ?? []).map((error) => wordMistake(error, { value, root }));
  return mistakes.filter((mistake) => mistake !== undefined);
}

function wordMistake(error: SchemaError, { value, root }: { value: unknown; root: Schema }): Mistake | undefined {
  const path = pathOf(error.instancePath, value);
  const { schema, actual } = follow({ path, value, root });
  const { propertyName } = error;
  if (propertyName !== undefined) {
    const names = schema.propertyNames as Schema;
    return { path: [...path, propertyName], at: "key", message: `expected ${names.expected}, got ${shown(propertyName)}` };
  }
  switch (error.keyword) {
    case "propertyNames":
      // Says once more that one of the names is wrong.
      return undefined;
    case "additionalProperties": {
      const unknown = String(error.params.additionalProperty);
      const known = Object.keys(schema.properties as object);
      const suggestion = nearest(unknown, known);
      const message =
        suggestion === undefined ? `unknown property; expected one of ${known.filter(isForPeople).join(", ")}` : "unknown property";
      return { path: [...path, unknown], at: "key", message, suggestion };
    }
    case "required": {
      const missing = String(error.params.missingProperty);
      const expected = (schema.properties as Record<string, Schema>)[missing]?.expected;
      return { path: [...path, missing], at: "key", message: `missing: expected ${expected}` };
    }
    case "enum": {
      const allowed = (schema.enum as readonly unknown[]).filter((each) => typeof each === "string");
      const suggestion = typeof actual === "string" ? nearest(actual, allowed) : undefined;
      return { path, at: "value", message: `expected ${schema.expected}, got ${shown(actual)}`, suggestion };
    }
    case "minItems":
      return { path, at: "value", message: `expected ${schema.expected}, got an empty list` };
    default:
      return { path, at: "value", message: `expected ${schema.expected}, got ${shown(actual)}${hint(schema, actual)}` };
  }
}

function isForPeople(property: string): boolean {
  return !property.startsWith("$");
}

/** A JSON pointer says list positions and keys alike; the value tells them apart. */
function pathOf(pointer: string, value: unknown): Path {
  let current = value;
  return pointer
    .split("/")
    .slice(1)
    .map((segment) => {
      const key = segment.replaceAll("~1", "/").replaceAll("~0", "~");
      const step = Array.isArray(current) ? Number(key) : key;
      current = (current as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}

/** The schema that a path leads to, and the value there. */
function follow({ path, value, root }: { path: Path; value: unknown; root: Schema }): { schema: Schema; actual: unknown } {
  let schema = root;
  let actual = value;
  for (const key of path) {
    const { properties, items, additionalProperties } = schema as Record<string, Record<string, Schema> & Schema>;
    const below = typeof key === "number" ? items : (properties?.[key] ?? additionalProperties);
    schema = resolved((below ?? {}) as Schema, root);
    actual = (actual as Record<string | number, unknown>)[key];
  }
  return { schema, actual };
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = typeof schema.$ref === "string" ? schema.$ref.replace("#/$defs/", "") : undefined;
  return name === undefined ? schema : ((root.$defs as Record<string, Schema>)[name] ?? schema);
}

/** A value in a message: short, and as it would be written. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value);
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return value instanceof Promise ? "a promise" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

const LONGEST_SHOWN = 40;

/** YAML and JSON make numbers of what is meant as text. */
function hint(schema: Schema, actual: unknown): string {
  const types = [schema.type].flat();
  const isMeantAsText = typeof actual === "number" && types.includes("string") && !types.includes("integer") && !types.includes("array");
  return isMeantAsText && new RegExp(String(schema.pattern ?? ""), "u").test(String(actual)) ? `: write it in quotes, "${actual}"` : "";
}
