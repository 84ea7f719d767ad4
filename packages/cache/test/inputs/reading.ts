import { join } from "node:path";
import {
  type InputFiles,
  type InputReader,
  type InputReaderOptions,
  type InputsRequest,
  openInputReader,
} from "../../src/inputs/input-reader.ts";
import { type CountedGit, countedGit } from "./counted-git.ts";

/** A workspace whose inputs are read. */
export interface Reading {
  readonly git: CountedGit;
  /** A reader of a run of its own, with what earlier ones kept. */
  open(options?: Partial<InputReaderOptions>): InputReader;
  /** Of the service "a", in a run of its own. */
  read(request?: Partial<InputsRequest>, reader?: InputReader): Promise<InputFiles>;
  /** The paths alone. */
  paths(request?: Partial<InputsRequest>): Promise<readonly string[]>;
}

/** @param outside absolute path of a folder for what is not to be read */
export function readingOf(root: string, outside: string): Reading {
  const git = countedGit(outside);
  const reading: Reading = {
    git,
    open: (options = {}) =>
      openInputReader({
        workspaceRoot: root,
        stateFolder: join(root, ".repo"),
        callerEnv: git.env,
        expected: [join(root, "a")],
        ...options,
      }),
    async read(request = {}, given?: InputReader) {
      const reader = given ?? reading.open();
      const found = await reader.read(requestOf(root, request));
      if (given === undefined) await reader.close();
      if (!found.ok) throw new Error(`${found.error.path}: ${found.error.reason}`);
      return found.value;
    },
    paths: async (request = {}) => (await reading.read(request)).entries().map(({ path }) => path),
  };
  return reading;
}

export function requestOf(root: string, request: Partial<InputsRequest> = {}): InputsRequest {
  return { folder: join(root, "a"), globs: undefined, outputs: [], globalGlobs: [], always: [], ...request };
}
