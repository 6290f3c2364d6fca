/** What the page and the server say to each other about a deployed function: answers below `/api/deployment`. */

/** How the deployed function is that fills the output. */
export interface DeploymentState {
  /** Images that have a Record. */
  readonly done: number;
  /** Messages; absent: it could not be asked, and `said` says why. */
  readonly waiting?: number;
  readonly inWork?: number;
  /** Images that cannot be made. */
  readonly failed: number;
  /** The first of them. */
  readonly failures: readonly { readonly key: string; readonly reason: string }[];
  /** The first of the images that will be tried again, and what the last attempt said. */
  readonly retried: readonly { readonly key: string; readonly reason: string }[];
  /** Messages of both queues that failed at every attempt. */
  readonly deadLetters: number;
  /** What is wrong, each with what to do, in sentences. */
  readonly said: readonly string[];
}

/** Dead letters for the same reason. */
export interface DeadLetters {
  readonly reason: string;
  readonly count: number;
  /** The first of the images or labels that they ask for. */
  readonly names: readonly string[];
}

export interface Delivered {
  readonly delivered: number;
  readonly left: number;
}

/** Asks AWS with the user's own credentials. Each method throws an AugmentError that says what to do. */
export interface WatchedDeployment {
  /** @returns undefined if no deployed function fills the output */
  state(): Promise<DeploymentState | undefined>;
  letters(): Promise<readonly DeadLetters[]>;
  /** Delivers those for this reason again. @param reason absent: all of them */
  redrive(reason?: string): Promise<Delivered>;
}
