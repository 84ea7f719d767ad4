export { createTaskCheck, type TaskCheckOptions } from "./check/check-task.ts";
export type { Digest } from "./digest.ts";
export {
  type LocalStore,
  openLocalStore,
  type StoreCollected,
  type StoreStatus,
  type StoreTrouble,
  type StoreVerified,
} from "./store/local-store.ts";
export { forgetResults, storeIdentity } from "./store/store-identity.ts";
export { createTaskCache, type KeyExplained, type TaskCache } from "./tasks/task-cache.ts";
