/** What the files of a stack are made for. */
export interface ServiceText {
  /** As the registry has it. The names in manifests follow from it, each by its language's rules. */
  readonly name: string;
  /** The service's folder. */
  readonly path: string;
  /** Whether it comes with a Dockerfile and a .dockerignore. */
  readonly docker: boolean;
}

/** The text of each file by its path in the service's folder. */
export type FileTexts = Readonly<Record<string, string>>;
