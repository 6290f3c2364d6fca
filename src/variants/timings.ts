/** Milliseconds that the parts of a task took, waiting for other tasks included. */
export interface Stages {
  readonly read: number;
  readonly make: number;
  readonly write: number;
}

export const NO_STAGES: Stages = { read: 0, make: 0, write: 0 };

export class Stopwatch {
  private readonly spent = { ...NO_STAGES };

  get stages(): Stages {
    return { ...this.spent };
  }

  async time<T>(stage: keyof Stages, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.spent[stage] += performance.now() - started;
    }
  }
}
