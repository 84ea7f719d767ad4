import { readdirSync } from "node:fs";
import { openLocalStore } from "../../src/store/local-store.ts";
import { askForTask, keepTask } from "./tasks-of-a-store.ts";

// Uses a store that is in trouble: asks for four tasks, keeps them (unless told to only ask), and asks again; then says what was kept, what was found, what was told,
// and what is in its work tree.
const [, , folder = "", tree = "", only = ""] = process.argv;
const [kept, found, troubles]: [boolean[], string[], unknown[]] = [[], [], []];
const store = openLocalStore({ folder, scratch: `${tree}/placing`, capBytes: 1e9, mode: "rw", warn: (trouble) => troubles.push(trouble) });
for (let number = 0; number < 4; number++) await askForTask(store, number, { tree });
for (let number = 0; number < 4; number++) kept.push(only !== "ask" && (await keepTask(store, number, { tree })));
for (let number = 0; number < 4; number++) found.push(await askForTask(store, number, { tree }));
process.stdout.write(JSON.stringify({ kept, found, troubles, left: readdirSync(tree, { recursive: true }) }));
