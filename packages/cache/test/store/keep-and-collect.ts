import { openLocalStore } from "../../src/store/local-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

// Does all that changes a store or a work tree, once: keeps a task, restores it, collects what is more than it; says what it found.
const [, , folder = "", tree = ""] = process.argv;
const store = openLocalStore({ folder, scratch: `${tree}/placing`, capBytes: 1e9, mode: "rw", warn: (trouble) => console.error(trouble) });
await keepTask(store, 2, { tree });
const answer = await askForTask(store, 2, { tree });
await store.gc({ maxBytes: 100_000 });
process.stdout.write(answer);
