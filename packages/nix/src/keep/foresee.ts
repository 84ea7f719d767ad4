import type { ShellChoice } from "@nix-repo/model";
import { ok } from "@nix-repo/model";
import { flakeReference } from "../flake-reference.ts";
import { nixJson } from "../nix-json.ts";
import { fragmentOf, parseShellName } from "../shell-name.ts";
import type { EvaluatedShell } from "./evaluate-shell.ts";
import type { KeeperOptions, Question } from "./kept-environments.ts";

export interface ForeseeRequest {
  readonly options: KeeperOptions;
  readonly choices: readonly ShellChoice[];
  /** Asks by one of all the processes that want to know. */
  readonly share: (question: string, ask: Question) => ReturnType<Question>;
}

/**
 * What the whole tree gives for many devShells of the workspace's flake, by one evaluation. What it does not tell, because one of them is broken or is somewhere
 * else in the flake, is found out for each by itself.
 *
 * One evaluation beats several processes, since what the shells have in common (nixpkgs, as a rule) is evaluated once. Measured on two cores, eight shells of a
 * dirty git repository that have next to nothing, 0.3 s or 1 s of evaluation in common, in ms:
 *
 * | in common | Nix  | one evaluation | 2 processes at once | 3    | 8    |
 * | --------- | ---- | -------------- | ------------------- | ---- | ---- |
 * | nothing   | 2.8  | 45             | 337                 | 239  | 226  |
 * |           | 2.26 | 41             | 265                 | 241  | 293  |
 * | 0.3 s     | 2.8  | 455            | 2242                | 2232 | 2342 |
 * |           | 2.26 | 488            | 1998                | 2151 | 2291 |
 * | 1 s       | 2.8  | 1185           | 5941                | 6046 | 5178 |
 * |           | 2.26 | 1463           | 4715                | 5874 | 5301 |
 *
 * The time of the processors is a fifth too (0.6 s instead of 3 s for 0.3 s in common). Of a whole refresh it saves about a fourth: what remains is that each
 * shell is evaluated from its own small tree, which is what proves what it read. More processes at once than processors gain nothing (`few-at-once.ts`).
 *
 * @returns by the shells' names
 */
export async function foresee({ options, choices, share }: ForeseeRequest): Promise<ReadonlyMap<string, EvaluatedShell>> {
  const { nix, flake, workspaceRoot, system } = options;
  const { reference, cwd } = flakeReference(flake, workspaceRoot);
  const wanted = choices.map(candidatesOf).filter((names) => names.length > 0);
  const args = ["eval", "--json", `${reference}#devShells.${system}`, "--apply", derivationsOf(wanted)];
  const told = await share(`derivations ${reference} ${cwd} ${JSON.stringify(wanted)}`, async () => {
    const said = await nix.run({ args, cwd });
    return said.ok ? ok([said.value]) : said;
  });
  const found = new Map<string, EvaluatedShell>();
  if (!told.ok) return found;
  const { names, shells } = JSON.parse(told.value[0] ?? "{}") as { names: readonly string[]; shells: Readonly<Record<string, string>> };
  for (const [name, drvPath] of Object.entries(shells)) {
    found.set(name, { attribute: fragmentOf(["devShells", system, name]), drvPath, names });
  }
  return found;
}

/** Names directly below `devShells.<system>`, the first that is there counts. None for what is elsewhere. */
function candidatesOf(choice: ShellChoice): readonly string[] {
  if (choice.kind === "inferred") return choice.candidates;
  const name = choice.kind === "named" ? parseShellName(choice.name) : undefined;
  return name?.kind === "attribute" && !name.full && name.path.length === 1 ? name.path : [];
}

/** A function from shells to all of their names, and the derivations of those that are wanted. */
function derivationsOf(wanted: readonly (readonly string[])[]): string {
  return `shells: let
  chosen = candidates: builtins.filter (name: shells ? \${name}) candidates;
  derivation = name: { inherit name; value = builtins.tryEval (shells.\${name}.drvPath or null); };
  evaluated = builtins.concatMap (candidates: map derivation (first (chosen candidates))) (builtins.fromJSON ${nixJson(wanted)});
  first = names: if names == [ ] then [ ] else [ (builtins.head names) ];
  good = builtins.filter ({ value, ... }: value.success && value.value != null) evaluated;
in {
  names = builtins.attrNames shells;
  shells = builtins.listToAttrs (map ({ name, value }: { inherit name; value = value.value; }) good);
}`;
}
