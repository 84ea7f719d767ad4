/**
 * The JSON Schema that editors read: of the registry, or of the teams' override files.
 * Made from `schema.ts` by `npm run generate`; loaded only where it is asked for.
 */
export async function editorSchema(of: "registry" | "override"): Promise<object> {
  switch (of) {
    case "registry":
      return (await import("../schema.generated.json", { with: { type: "json" } })).default;
    case "override":
      return (await import("../override-schema.generated.json", { with: { type: "json" } })).default;
  }
}
