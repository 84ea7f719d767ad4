import { overrideSchema, registrySchema } from "../src/schema.ts";
import type { Schema } from "../src/schema-parts.ts";

/** docs/registry.md: every field of the registry and of a team's override, from what the schema says of it. */
export function reference(): string {
  const definitions = registrySchema.$defs as Readonly<Record<string, Schema>>;
  const sections = [
    section("The registry", registrySchema, "`services.config.ts`, `.js`, `.json` or `.yaml`, at the workspace's root."),
    ...Object.entries(definitions).map(([name, schema]) => section(HEADS[name] ?? name, schema, schema.description as string | undefined)),
    section(
      "A team's override",
      overrideSchema,
      `\`repo.config.ts\`, \`.js\`, \`.json\` or \`.yaml\`, in the service's folder. ${overriding()}`,
    ),
  ];
  return `${INTRODUCTION}\n${sections.join("\n")}`;
}

const INTRODUCTION = `# Reference of the registry

Every field, as the schema has it from which types, validation and what editors know are made. This page is generated; \`docs/editors.md\` says how editors come to know it.

\`\`\`sh
repo config schema             # the same as JSON Schema
repo config schema --override
repo config validate           # all mistakes at once, with file and line
repo config print              # what has become of it
\`\`\`
`;

const HEADS: Readonly<Record<string, string>> = {
  verb: "A verb",
  param: "A parameter of a verb",
  process: "A process",
  service: "A service",
  stack: "A stack",
  workspace: "The workspace's own verbs",
};

function section(head: string, schema: Schema, introduction: string | undefined): string {
  const required = new Set((schema.required as readonly string[] | undefined) ?? []);
  const rows = rowsOf(schema, { prefix: "", required });
  const text = introduction === undefined ? [] : [introduction, ""];
  return [`## ${head}`, "", ...text, "| field | takes | what it says |", "| --- | --- | --- |", ...rows, ""].join("\n");
}

/** A row for each field, and below it those of the object that it may hold. */
function rowsOf(schema: Schema, { prefix, required }: { prefix: string; required: ReadonlySet<string> }): readonly string[] {
  return Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>).flatMap(([name, field]) => {
    if (name === "$schema") return [];
    const path = `${prefix}${name}`;
    const needed = required.has(name) ? "Required. " : "";
    const row = `| \`${path}\` | ${cell(takes(field))} | ${cell(`${needed}${(field.description as string | undefined) ?? referenced(field)}`.trim())} |`;
    return [row, ...rowsOf(field, { prefix: `${path}.`, required: new Set() })];
  });
}

function takes(field: Schema): string {
  const of = field.$ref ?? (field.additionalProperties as Schema | undefined)?.$ref;
  if (typeof of !== "string") return field.expected ?? "";
  const name = of.replace("#/$defs/", "");
  const head = HEADS[name] ?? name;
  const link = `[${head.toLowerCase()}](#${head
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, "")
    .replaceAll(" ", "-")})`;
  return field.$ref === undefined ? `by name, ${link} each` : link;
}

function referenced(field: Schema): string {
  const name = String(field.$ref ?? "").replace("#/$defs/", "");
  return ((registrySchema.$defs as Readonly<Record<string, Schema>>)[name]?.description as string | undefined) ?? "";
}

function overriding(): string {
  return String(overrideSchema.description).replace(/^repo\.config\.\*: /, "It is ");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
