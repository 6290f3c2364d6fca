interface Waiting {
  readonly urgency: number;
  readonly begin: () => void;
}

/** Lets so much work run at once; of what waits, the most urgent begins first, and of equals the one that came first. */
export class Turns {
  private running = 0;
  private readonly waiting: Waiting[] = [];

  /** @param lanes how much work runs at once */
  constructor(private readonly lanes: number) {}

  /**
   * @param urgency more is sooner
   * @param signal once it is aborted, work that has not begun never does
   * @throws the reason of the signal
   */
  async take<T>(urgency: number, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    await this.turn(urgency, signal);
    try {
      return await work();
    } finally {
      this.running -= 1;
      this.beginNext();
    }
  }

  private turn(urgency: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(one), 1);
        reject(signal!.reason as Error);
      };
      const one = {
        urgency,
        begin: () => {
          signal?.removeEventListener('abort', leave);
          this.running += 1;
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      const place = this.waiting.findLastIndex((other) => other.urgency >= urgency) + 1;
      this.waiting.splice(place, 0, one);
      this.beginNext();
    });
  }

  private beginNext(): void {
    if (this.running < this.lanes) this.waiting.shift()?.begin();
  }
}
