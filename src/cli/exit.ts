/** What the process ends with. */
export const EXIT = {
  done: 0,
  /** Something failed; every failure was listed, the rest is done. */
  failed: 1,
  /** The command line or the Recipe cannot be used, or nothing matched. */
  usage: 2,
  interrupted: 130,
} as const;
