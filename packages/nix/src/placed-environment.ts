import type { CapturedEnvironment, CapturedVariable } from "./captured-environment.ts";
import { textOf } from "./captured-environment.ts";

export interface Places {
  /** Where `nix develop` would put outputs: `outputs` in the (physical) folder that it was started in, for us the workspace's root. */
  readonly outputs: string;
  /** The files that stand for the builder's `.attrs.*`, where the devShell has structured attributes. */
  readonly attrs?: { readonly json: string; readonly sh: string };
}

/**
 * The environment with the paths that only the builder knew replaced, as `nix develop` does it: in every value, every
 * function and the hook, wherever the text occurs.
 */
export function placeEnvironment(captured: CapturedEnvironment, places: Places): CapturedEnvironment {
  const replacements = replacementsFor(captured, places);
  const place = (text: string) => replacements.reduce((result, [from, to]) => result.replaceAll(from, () => to), text);
  return {
    ...captured,
    variables: Object.fromEntries(Object.entries(captured.variables).map(([name, variable]) => [name, placeVariable(variable, place)])),
    functions: Object.fromEntries(Object.entries(captured.functions).map(([name, body]) => [name, place(body)])),
  };
}

function replacementsFor({ variables, structuredAttrs }: CapturedEnvironment, { outputs, attrs }: Places): [from: string, to: string][] {
  const replacements: [string, string][] = [];
  const outputsVariable = variables.outputs;
  if (outputsVariable?.type === "associative") {
    for (const [name, path] of Object.entries(outputsVariable.value)) replacements.push([path, `${outputs}/${name}`]);
  } else {
    const names = (textOf(variables, "outputs") ?? "").split(/\s+/);
    for (const name of names) {
      const path = textOf(variables, name);
      if (path !== undefined) replacements.push([path, `${outputs}/${name}`]);
    }
  }
  if (structuredAttrs !== undefined && attrs !== undefined) {
    replacements.push(
      [textOf(variables, "NIX_ATTRS_JSON_FILE") ?? "", attrs.json],
      [textOf(variables, "NIX_ATTRS_SH_FILE") ?? "", attrs.sh],
    );
  }
  // Nix applies them in the order of what is replaced.
  return replacements.filter(([from]) => from !== "").sort(([a], [b]) => (a < b ? -1 : 1));
}

function placeVariable(variable: CapturedVariable, place: (text: string) => string): CapturedVariable {
  switch (variable.type) {
    case "exported":
    case "var":
      return { type: variable.type, value: place(variable.value) };
    case "array":
      return { type: "array", value: variable.value.map(place) };
    case "associative":
      return {
        type: "associative",
        value: Object.fromEntries(Object.entries(variable.value).map(([key, value]) => [place(key), place(value)])),
      };
    case "unknown":
      return variable;
  }
}
