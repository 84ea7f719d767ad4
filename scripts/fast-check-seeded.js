// What property tests get as fast-check: the same cases in every run, so that what failed once fails again. Another REPO_PROPERTY_SEED tries others.
import fc from "../node_modules/fast-check/lib/fast-check.js";

fc.configureGlobal({ seed: Number(process.env.REPO_PROPERTY_SEED ?? 1) });

export * from "../node_modules/fast-check/lib/fast-check.js";
export default fc;
