import { openLocalStore } from "../../src/store/local-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

// Uses a store that is in trouble: asks for four tasks, keeps them, and asks again; then says what was kept, what was found, and what was told.
const [, , folder = "", tree = ""] = process.argv;
const [kept, found, troubles]: [boolean[], string[], unknown[]] = [[], [], []];
const store = openLocalStore({ folder, scratch: `${tree}/placing`, capBytes: 1e9, mode: "rw", warn: (trouble) => troubles.push(trouble) });
for (let number = 0; number < 4; number++) await askForTask(store, number, { tree });
for (let number = 0; number < 4; number++) kept.push(await keepTask(store, number, { tree }));
for (let number = 0; number < 4; number++) found.push(await askForTask(store, number, { tree }));
process.stdout.write(JSON.stringify({ kept, found, troubles }));
