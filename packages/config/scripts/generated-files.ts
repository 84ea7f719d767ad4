import { createHash } from "node:crypto";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { overrideSchema, registrySchema } from "../src/schema.ts";
import type { Schema } from "../src/schema-parts.ts";
import { reference } from "./reference.ts";

/** Path inside the package, and content, of each file that the schema gives. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const types = await staticTypes();
  return new Map([
    ["schema.generated.json", forEditors(registrySchema)],
    ["override-schema.generated.json", forEditors(overrideSchema)],
    ["src/schema-digest.generated.ts", digest()],
    ["src/registry.generated.ts", types],
    ["src/editor-types.generated.ts", editorTypes(types)],
    ["src/validate.generated.js", validation()],
    ["src/validate.generated.d.ts", VALIDATION_TYPES],
    ["../../docs/registry.md", reference()],
  ]);
}

const HEADER = "// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.";

function forEditors(schema: Schema): string {
  return `${JSON.stringify(without(schema, ["expected", "tsType"]), undefined, 2)}\n`;
}

async function staticTypes(): Promise<string> {
  // One root that holds both, so that what they share is declared once; it is cut away again.
  const $defs = { ...(registrySchema.$defs as object), registry: nested(registrySchema), override: nested(overrideSchema) };
  const all = { title: "All", type: "object", properties: refs(["registry", "override"]), additionalProperties: false, $defs };
  const typescript = await compile(without(all, ["expected", "not", "minItems", "propertyNames", "pattern"]) as object, "All", {
    bannerComment: HEADER,
    format: true,
    style: { printWidth: 140 },
    unknownAny: true,
  });
  return typescript
    .replace(/\nexport interface All \{[^}]*\}\n/, "\n")
    .replaceAll(/^( +)([\w$]+\??):( |$)/gm, "$1readonly $2:$3")
    .replaceAll(/: \((?=\n|[^()\n]*\)\[\];)/g, ": readonly (")
    .replaceAll("[k: string]", "readonly [name: string]")
    .replaceAll(/(?<!readonly )string\[\]/g, "readonly string[]");
}

/** The module that registries import, declared as a whole: an editor needs no package for it. */
function editorTypes(types: string): string {
  const inside = `${types.replace(HEADER, "").trim()}\n\n${DEFINERS}`.replaceAll(/^(?=.)/gm, "  ");
  return `${HEADER}\nexport const EDITOR_TYPES: string = ${JSON.stringify(`declare module "nix-repo" {\n${inside}}\n`)};\n`;
}

const DEFINERS = `/** In \`services.config.ts\`: \`export default defineConfig({ services: { ... } })\`. Gives back what it gets. */
export function defineConfig(registry: RegistryConfig): RegistryConfig;

/** In a service's \`repo.config.ts\`: \`export default defineService({ verbs: { ... } })\`. Gives back what it gets. */
export function defineService(override: OverrideConfig): OverrideConfig;
`;

function nested(schema: Schema): Schema {
  const { $id, $schema, $defs, ...rest } = schema;
  return rest;
}

function refs(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }]));
}

function validation(): string {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    strictTypes: false,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: true },
  });
  // What is only there for people stays out: the code keeps copies of parts of the schema.
  for (const schema of [registrySchema, overrideSchema])
    ajv.addSchema(without(schema, ["title", "description", "expected", "tsType"]) as object);
  const code = standalone.default(ajv, { validateRegistry: String(registrySchema.$id), validateOverride: String(overrideSchema.$id) });
  if (code.includes("require(")) throw new Error("the validation would need ajv at run time");
  return `${HEADER}\n${code}\n`;
}

/** So that what an older schema found valid is looked at again. */
function digest(): string {
  const text = createHash("sha256").update(validation()).digest("hex");
  return `${HEADER}\nexport const SCHEMA_DIGEST = "${text.slice(0, 16)}";\n`;
}

const VALIDATION_TYPES = `${HEADER}
export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly propertyName?: string;
}
export interface Validate {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}
export declare const validateRegistry: Validate;
export declare const validateOverride: Validate;
`;

/** The schema without some keywords. A property of that name is no keyword. */
function without(value: unknown, keywords: readonly string[], isMapOfSchemas = false): unknown {
  if (Array.isArray(value)) return value.map((each) => without(each, keywords));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => isMapOfSchemas || !keywords.includes(key))
      .map(([key, each]) => [key, without(each, keywords, !isMapOfSchemas && (key === "properties" || key === "$defs"))]),
  );
}
