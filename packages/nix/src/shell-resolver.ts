import type { Failure, Notice, Place, Result, ShellChoice } from "@nix-repo/model";
import { err, nearest, ok } from "@nix-repo/model";
import type { Captured } from "./capture.ts";
import { type FlakeReference, flakeReference } from "./flake-reference.ts";
import { allShells, topLevelNames } from "./flake-shells.ts";
import type { ShellTarget } from "./keep/shell-target.ts";
import { untrackedIn } from "./keep/untracked.ts";
import { saysShellIsGroup, saysShellIsMissing } from "./nix-message.ts";
import { once } from "./once.ts";
import type { NixError, NixRunner } from "./run-nix.ts";
import { fragmentOf, parseShellName, printAttributePath } from "./shell-name.ts";

export interface ShellResolverOptions {
  readonly nix: NixRunner;
  readonly workspaceRoot: string;
  /** The workspace's flake, as the registry writes it. */
  readonly flake: string;
  readonly system: string;
  /** Captures a shell that may or may not be there, or has kept it. */
  readonly capture: (target: ShellTarget) => Promise<Result<Captured, NixError>>;
  /** Asks a question about a flake that other processes may be asking too. */
  readonly share: (
    question: string,
    ask: () => Promise<Result<readonly string[], NixError>>,
  ) => Promise<Result<readonly string[], NixError>>;
  /** The shell that a choice meant when it was captured, where nothing has changed since but that the store has lost it. */
  readonly remembered: (choice: ShellChoice) => Target | undefined;
  readonly emit?: ((notice: Notice) => void) | undefined;
}

export interface ResolvedShell {
  /** For people. */
  readonly shell: string;
  /** What Nix takes, started in `cwd`. */
  readonly installable: string;
  readonly cwd: string;
  readonly target: ShellTarget;
  readonly captured: Captured;
}

/** A devShell that may or may not be there. */
interface Target {
  readonly shell: string;
  /** As the user writes it. */
  readonly flake: string;
  readonly reference: FlakeReference;
  /** As Nix takes it after `#`; empty for the flake's default. */
  readonly path: readonly string[];
  /** Whether the path starts at the flake's root, and so says nothing that could be among its devShells. */
  readonly full: boolean;
  readonly place?: Place;
}

/** Finds the devShell that a service wants and captures it, each at most once. */
export function shellResolver(options: ShellResolverOptions): (choice: ShellChoice) => Promise<Result<ResolvedShell>> {
  const { nix, workspaceRoot, system } = options;
  const captures = new Map<string, Promise<Result<Captured, NixError>>>();
  const names = new Map<string, ReturnType<typeof topLevelNames>>();

  return async (choice) => {
    const remembered = options.remembered(choice);
    if (remembered !== undefined) return finish(remembered, await capture(remembered));
    switch (choice.kind) {
      case "named":
        return captureNamed(targetOf(choice.name, choice.place));
      case "inferred":
        return captureInferred(choice.candidates);
      case "none":
        throw new Error("a service without a devShell has no environment of Nix's");
    }
  };

  function targetOf(name: string, place: Place): Target {
    const parsed = parseShellName(name);
    if (parsed.kind === "installable") {
      return {
        shell: name,
        flake: parsed.flake,
        reference: flakeReference(parsed.flake, workspaceRoot),
        path: parsed.path,
        full: false,
        place,
      };
    }
    const { path, full } = parsed;
    const shell = printAttributePath(full ? path.slice(2) : path);
    return { shell, flake: options.flake, reference: flakeReference(options.flake, workspaceRoot), path, full, place };
  }

  async function captureNamed(target: Target): Promise<Result<ResolvedShell>> {
    const captured = await capture(target);
    if (captured.ok || !isMissing(captured.error)) return finish(target, captured);
    const shells = await allShells(nix, target.reference, system);
    if (!shells.ok) return err(nix.failureOf(captured.error, installableOf(target)));
    // A name that holds dots, written without the quotes that Nix wants.
    const flat = target.path.join(".");
    if (target.path.length > 1 && shells.value.some((path) => path.length === 1 && path[0] === flat)) {
      const quoted = { ...target, path: [flat] };
      return finish(quoted, await capture(quoted));
    }
    return err(shellMissing(target, shells.value));
  }

  async function captureInferred(candidates: readonly string[]): Promise<Result<ResolvedShell>> {
    const reference = flakeReference(options.flake, workspaceRoot);
    const present = await once(names, reference.reference, () =>
      options.share(`${reference.reference} ${reference.cwd}`, () => topLevelNames(nix, reference, system)),
    );
    if (!present.ok) return err(nix.failureOf(present.error, options.flake));
    const found = candidates.find((candidate) => present.value.includes(candidate));
    // A flake without any devShells may still have a default in one of the older places.
    const path = found !== undefined ? [found] : present.value.length === 0 && candidates.includes("default") ? [] : undefined;
    const target = { shell: found ?? candidates[0] ?? "default", flake: options.flake, reference, full: false };
    if (path !== undefined) {
      const captured = await capture({ ...target, path });
      if (captured.ok || !isMissing(captured.error)) return finish({ ...target, shell: found ?? "default", path }, captured);
    }
    const shells = await allShells(nix, reference, system);
    return err(shellMissing({ ...target, path: [target.shell] }, shells.ok ? shells.value : []));
  }

  function capture(target: Target): Promise<Result<Captured, NixError>> {
    const installable = installableOf(target);
    return once(captures, installable, () => {
      const captured = options.capture(shellTarget(target));
      return sayIfSlow(captured, () =>
        options.emit?.({ type: "notice", level: "info", text: `Nix is preparing the devShell ${target.shell} …` }),
      );
    });
  }

  function finish(target: Target, captured: Result<Captured, NixError>): Result<ResolvedShell> {
    const installable = installableOf(target);
    if (!captured.ok) return err(withUntracked(nix.failureOf(captured.error, installable), target.flake));
    return ok({ shell: target.shell, installable, cwd: target.reference.cwd, target: shellTarget(target), captured: captured.value });
  }

  function withUntracked(failure: Failure, flake: string): Failure {
    if (failure.code !== "nix-failed") return failure;
    const untracked = untrackedIn(failure.message, flake, workspaceRoot);
    return untracked === undefined ? failure : { ...failure, untracked };
  }
}

function installableOf({ reference: { reference }, path }: Target): string {
  return path.length === 0 ? reference : `${reference}#${fragmentOf(path)}`;
}

function shellTarget(target: Target): ShellTarget {
  const { shell, flake, reference, path, full } = target;
  return { shell, flake, reference, path, full, installable: installableOf(target) };
}

function isMissing(error: NixError): boolean {
  return error.kind === "failed" && (saysShellIsMissing(error.stderr) || saysShellIsGroup(error.stderr));
}

function shellMissing({ shell, flake, path, full, place }: Target, shells: readonly (readonly string[])[]): Failure {
  const available = shells.map(printAttributePath);
  const suggestion = nearest(printAttributePath(full ? path.slice(2) : path), available);
  return {
    code: "shell-missing",
    shell,
    flake,
    available,
    ...(suggestion === undefined ? {} : { nearest: suggestion }),
    ...(place === undefined ? {} : { place }),
  };
}

/** A first capture may download and build for minutes: nobody should wonder what is going on. */
async function sayIfSlow<T>(work: Promise<T>, say: () => void): Promise<T> {
  const timer = setTimeout(say, SLOW_MS);
  timer.unref();
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

const SLOW_MS = 2000;
