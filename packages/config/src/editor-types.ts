/**
 * The types of registries and overrides, as a declaration of the module that these import: for editors where there is no `node_modules`.
 * Made from `schema.ts` by `npm run generate`; loaded only where it is asked for.
 */
export async function editorTypes(): Promise<string> {
  return (await import("./editor-types.generated.ts")).EDITOR_TYPES;
}
