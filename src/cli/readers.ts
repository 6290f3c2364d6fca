/** Who reads what a run has done, with the words for what can be done next. */
export interface Reader {
  /** How an interrupted run is continued. */
  readonly goesOn: string;
  /** How outputs that nothing needs any more are removed. */
  readonly removes: string;
  /** Where the rest of a list is that was cut. */
  readonly hasRest: string;
  /** Whether tables beside the lines have the failures and the losses. */
  readonly hasTables: boolean;
}

export const TERMINAL: Reader = {
  goesOn: 'run the same command again to continue',
  removes: '--delete removes them',
  hasRest: ' (--json prints all)',
  hasTables: false,
};

export const PAGE: Reader = {
  goesOn: 'Run goes on from there',
  removes: 'Run removes them if the switch below it says so',
  hasRest: '',
  hasTables: true,
};

export const AGENT: Reader = {
  goesOn: 'call run again to continue',
  removes: 'delete_stale removes them',
  hasRest: '',
  hasTables: false,
};
