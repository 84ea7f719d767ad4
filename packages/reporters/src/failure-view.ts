import { type Diagnostic, exitCodeOf, type Failure } from "@nix-repo/model";
import { failureText } from "./describe-failure.ts";

/** A failure for programs: its stable code, and the words that people read. */
export interface FailureView {
  readonly code: Failure["code"];
  readonly message: string;
  readonly diagnostics?: readonly Diagnostic[];
}

export function failureView(failure: Failure, root: string | undefined): FailureView {
  const message = failureText(failure, { root, colour: false });
  return { code: failure.code, message, ...(failure.code === "file-invalid" ? { diagnostics: failure.diagnostics } : {}) };
}

/** What `--json` prints where a failure leaves no other result. */
export interface ErrorView extends FailureView {
  readonly version: 1;
  readonly kind: "error";
  readonly exitCode: number;
}

export function errorView(failure: Failure, root: string | undefined): ErrorView {
  return { version: 1, kind: "error", exitCode: exitCodeOf(failure), ...failureView(failure, root) };
}
