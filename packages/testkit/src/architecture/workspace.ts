export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  path: string;
  text: string;
}

export interface Unit {
  /** Folder from the root: `packages/core`, `apps/api`, `bench`. */
  folder: string;
  dependencies: readonly string[];
  /** Source files, tests apart. */
  files: readonly SourceFile[];
}
