/** Milliseconds of each part of a task, including the time in which it waits for other tasks. */
export interface Timings {
  readonly read: number;
  readonly make: number;
  readonly write: number;
}

export const NO_TIMINGS: Timings = { read: 0, make: 0, write: 0 };

export class Stopwatch {
  private readonly spent = { ...NO_TIMINGS };

  get timings(): Timings {
    return { ...this.spent };
  }

  async time<T>(stage: keyof Timings, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.spent[stage] += performance.now() - started;
    }
  }
}
