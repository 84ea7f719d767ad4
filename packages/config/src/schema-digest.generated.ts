// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
export const SCHEMA_DIGEST = "f43f9e3d93a6247a";
