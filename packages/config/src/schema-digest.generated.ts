// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
export const SCHEMA_DIGEST = "bb27c63722edab0d";
