/** A devShell to be captured, which may or may not be there. */
export interface ShellTarget {
  readonly shell: string;
  /** As the registry writes it. */
  readonly flake: string;
  readonly installable: string;
  /** The flake as Nix takes it, and where Nix is started. */
  readonly reference: { readonly reference: string; readonly cwd: string };
  readonly path: readonly string[];
  readonly full: boolean;
}
