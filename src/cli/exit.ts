/** Exit codes of the process. */
export const EXIT = {
  done: 0,
  /** Something failed. Every failure was printed; everything else is done. */
  failed: 1,
  /** The command line or the Recipe cannot be used, or a file, folder or bucket does not exist. */
  usage: 2,
  interrupted: 130,
} as const;
