// Node's own type stripping as a jest transform: tests run the very syntax that Node and Bun run, and no compiler stands between.
import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";

export default {
  getCacheKey: (source, path) => createHash("sha1").update(`${process.version}\0${path}\0${source}`).digest("hex"),
  process: (source) => ({ code: stripTypeScriptTypes(source, { mode: "strip" }) }),
};
