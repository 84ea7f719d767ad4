// Takes the place whenever it is told to, and says who has it then; holds it until it is told to release it, or killed.
import type { ServerPlace } from "../../src/index.ts";
import { type HeldPlace, takePlace } from "../../src/server/take-place.ts";

let held: HeldPlace | undefined;
process.on("message", async (message: { readonly take: ServerPlace } | "release") => {
  if (message === "release") {
    held?.release();
    held = undefined;
    process.send?.("released");
    return;
  }
  const taken = await takePlace(message.take);
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  if (taken.value.kind === "held") held = taken.value.place;
  process.send?.({ by: taken.value.kind === "held" ? process.pid : taken.value.by.process.pid });
});
process.send?.("there");
