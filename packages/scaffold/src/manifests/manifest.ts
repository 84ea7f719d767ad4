/** Whose manifest a file is. Dart's packages count as Flutter's. */
export type Ecosystem = "go" | "rust" | "node" | "dotnet" | "python" | "flutter";

/** What one manifest says, as far as it is about other folders. */
export interface Manifest {
  readonly ecosystem: Ecosystem;
  /** Absolute path. */
  readonly file: string;
  /** How others name it: the module of a go.mod, the package of a package.json. In Python names are normalised. */
  readonly name: string | undefined;
  readonly needs: readonly Need[];
}

/** Something that a manifest depends on and that may lie in the repository. */
export type Need =
  /** Given by its path, absolute: a folder, or something in one. */
  | { readonly kind: "folder"; readonly folder: string }
  /** Given by a name: a member of the same workspace where one has it. */
  | { readonly kind: "member"; readonly name: string }
  /** The workspace says what the name stands for, as `x.workspace = true` in Cargo. */
  | { readonly kind: "inherited"; readonly name: string }
  /** Comes from elsewhere, unless the workspace replaces it. */
  | { readonly kind: "published"; readonly name: string };

/** What a file says of a workspace of several packages: npm's, pnpm's, Cargo's, Go's, uv's, Dart's. */
export interface WorkspaceLayout {
  readonly ecosystem: Ecosystem;
  /** Absolute path. */
  readonly file: string;
  /** Globs, relative to the file's folder, of the folders that belong to it. */
  readonly members: readonly string[];
  /** Globs of folders that do not, whatever `members` says. */
  readonly leftOut: readonly string[];
  /** Cargo takes in whatever below its workspace a member's path names. */
  readonly takesAllBelow: boolean;
  /** The folders, absolute, of names that members may inherit. */
  readonly inherited: ReadonlyMap<string, string>;
  /** The folders, absolute, that take the place of what is published under a name. */
  readonly replacements: ReadonlyMap<string, string>;
}

/** What is read of one ecosystem. What is no manifest of its kind at all, as JSON that ends too early, is thrown as the parser throws it. */
export interface ManifestReader {
  readonly ecosystem: Ecosystem;
  isManifest(fileName: string): boolean;
  /** @param file absolute path */
  readManifest(text: string, file: string): Promise<ManifestContent>;
  isLayout(fileName: string): boolean;
  /** @returns undefined where the file lays out no workspace */
  readLayout(text: string, file: string): Promise<LayoutContent | undefined>;
}

export type ManifestContent = Pick<Manifest, "name" | "needs">;
export type LayoutContent = Pick<WorkspaceLayout, "members"> & Partial<Omit<WorkspaceLayout, "ecosystem" | "file" | "members">>;
