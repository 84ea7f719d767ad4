// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
export const SCHEMA_DIGEST = "6d2ad6aaf26fa72b";
