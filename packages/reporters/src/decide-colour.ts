/** What decides about colour: DESIGN's order is flag, NO_COLOR, FORCE_COLOR, terminal. */
export interface ColourQuestion {
  /** `--color` or `--no-color`; undefined where neither was given. */
  readonly flag?: boolean | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the stream that is to be coloured is a terminal. */
  readonly isTTY: boolean;
}

/** An empty variable counts as unset, as no-color.org and force-color.org ask. `FORCE_COLOR=0` is a no. */
export function decideColour({ flag, env, isTTY }: ColourQuestion): boolean {
  if (flag !== undefined) return flag;
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR.toLowerCase() !== "false";
  return isTTY && env.TERM !== "dumb";
}
