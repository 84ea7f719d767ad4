import { openLocalStore } from "../../src/store/local-store.ts";

// Collects everything in a store, again and again, until it is killed; says once that it has done so.
const [, , folder = ""] = process.argv;
const store = openLocalStore({ folder, scratch: `${folder}/none`, capBytes: 1e9, mode: "rw", warn: (trouble) => console.error(trouble) });
for (let hasBegun = false; ; ) {
  const collected = await store.gc({ maxBytes: 0 });
  if (!hasBegun && collected !== undefined) {
    process.stdout.write("begun\n");
    hasBegun = true;
  }
}
