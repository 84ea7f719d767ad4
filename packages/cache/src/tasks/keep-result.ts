import type { TaskEnd } from "@nix-repo/model";
import type { InputFiles } from "../inputs/input-reader.ts";
import { collectOutputs, type OutputsUnkept } from "../outputs/collect-outputs.ts";
import type { OutputsPlace } from "../outputs/outputs-place.ts";
import type { PlacedOutputs } from "../outputs/placed-outputs.ts";
import { type StandingOutputs, untouchedMessage } from "../outputs/untouched-outputs.ts";
import type { ActionResult } from "../reapi/messages.ts";
import type { ActionStore } from "../store/action-store.ts";
import type { OutputRecorder } from "./output-recorder.ts";
import type { RecordedOutput } from "./recorded-output.ts";
import type { TaskKey } from "./task-key.ts";

export type KeptOrNot =
  | { readonly kind: "kept"; readonly result: ActionResult; readonly placed: PlacedOutputs; readonly recorded?: RecordedOutput }
  /** `why`: one clause. */
  | { readonly kind: "unkept"; readonly why: string };

/** Takes what a task made and printed into the store, if it can be trusted to be made from what its key says. */
export async function keepResult({
  files,
  key,
  end,
  recorder,
  place,
  standing,
  store,
}: {
  readonly files: InputFiles;
  readonly key: TaskKey;
  readonly end: TaskEnd;
  readonly recorder: OutputRecorder;
  readonly place: OutputsPlace;
  readonly standing: StandingOutputs;
  readonly store: ActionStore;
}): Promise<KeptOrNot> {
  const changed = await files.changedSince();
  if (changed !== undefined) return unkept(`${changed} changed while it ran`);
  const collected = await collectOutputs(place, store, { standing });
  if (!collected.ok) return unkept(describe(collected.error));
  const { outputFiles, outputDirectories, outputSymlinks, placed, isEmpty, untouched } = collected.value;
  if (isEmpty && end.exitCode === 0) return unkept("it wrote none of its outputs");
  const output = await recorder.keep(store);
  if (output === undefined) return unkept("what it printed is too long, or the store could not take it");
  const result: ActionResult = {
    outputFiles,
    outputDirectories,
    outputSymlinks,
    exitCode: end.exitCode,
    ...output.fields,
    metadata: {
      executionStartMs: end.startedAt,
      executionCompletedMs: end.startedAt + Math.round(end.durationMs),
      auxiliary: [...output.order, ...untouchedMessage(untouched)],
    },
  };
  if (!(await store.saveResult(key.action, result))) return unkept("the store could not take it");
  return { kind: "kept", result, placed, ...(output.recorded === undefined ? {} : { recorded: output.recorded }) };
}

function unkept(why: string): KeptOrNot {
  return { kind: "unkept", why };
}

function describe(error: OutputsUnkept): string {
  switch (error.kind) {
    case "not-stored":
      return `the store could not take ${error.path}`;
    case "changing":
      return `${error.path} was written to while it was read`;
    case "behind-symlink":
      return `its output ${error.path} is behind a symbolic link`;
    case "same-name":
      return `its outputs ${error.path} and ${error.other} differ by case alone`;
    case "unusable-name":
      return `its output ${error.path} has a name that cannot be restored everywhere`;
    case "unreadable":
      return `its output ${error.path} cannot be read: ${error.reason}`;
  }
}
