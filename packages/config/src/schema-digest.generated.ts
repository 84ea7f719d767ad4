// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
export const SCHEMA_DIGEST = "c18a2548c93780a7";
