import type { UpScreenOptions } from "./up-screen.ts";
import type { UpView } from "./up-view.ts";

/** `live`: the whole screen of a terminal, which both streams have to lead to. `prefixed`: plain lines, for pipes, CI, and terminals that cannot be drawn on. */
export type UpViewKind = "live" | "prefixed";

/** Loads only the view that is asked for. */
export async function createUpView(kind: UpViewKind, options: UpScreenOptions): Promise<UpView> {
  switch (kind) {
    case "live":
      return await (await import("./up-screen.ts")).openUpScreen(options);
    case "prefixed":
      return (await import("./prefixed-up.ts")).createPrefixedUp(options);
  }
}
