/** The package that a module comes from, where it is not this one. Its version is part of what identifies an output. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
  /**
   * The URL of the ES module whose default export is the package, usually `import.meta.url`. Worker threads import it.
   * Without it, work that needs the package is done in the calling thread.
   */
  readonly module?: string;
}
