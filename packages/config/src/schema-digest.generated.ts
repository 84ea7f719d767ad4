// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
export const SCHEMA_DIGEST = "c85d3ced59d526eb";
