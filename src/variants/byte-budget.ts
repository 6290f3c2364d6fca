/** What bounds the memory of work under way. */
export interface MemoryBudget {
  /** In bytes. */
  readonly total: number;
  /** Does work as soon as its bytes fit; work that needs more than the total runs alone. */
  within<T>(bytes: number, work: () => Promise<T>): Promise<T>;
}

/** Lets work begin as long as the bytes of all work under way fit, in the order in which it came. */
export class ByteBudget implements MemoryBudget {
  private used = 0;
  private readonly waiting: { readonly bytes: number; readonly start: () => void }[] = [];

  /** @param total in bytes */
  constructor(readonly total: number) {}

  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.min(bytes, this.total);
    await new Promise<void>((start) => {
      this.waiting.push({ bytes: taken, start });
      this.startThoseThatFit();
    });
    try {
      return await work();
    } finally {
      this.used -= taken;
      this.startThoseThatFit();
    }
  }

  private startThoseThatFit(): void {
    for (let first; (first = this.waiting[0]) && this.used + first.bytes <= this.total;) {
      this.waiting.shift();
      this.used += first.bytes;
      first.start();
    }
  }
}

/** Encoded variants of one Source that are held in memory; more are written before the next one is made. In bytes. */
export const MOST_HELD = 64 * 1024 * 1024;

/** Of the memory, for files as they are read and written. The rest is for the image that the engine works on. */
const SHARE = 1 / 8;

/**
 * What the image that the engine works on may take, beside the files of other Sources under way. With all of the memory,
 * it would end the process as soon as others are read. @param memory bytes that this process may use
 */
export function engineShare(memory: number): number {
  return memory - SHARE * memory;
}

/** A budget for the files of all Sources under way. @param memory bytes that this process may use */
export function fileBudget(memory: number): ByteBudget {
  return new ByteBudget(SHARE * memory);
}

/** What the files of one Source take while it is under way: its own, and its variants, which are about as large. */
export function bytesUnderWay(size: number, variants: number): number {
  return size + Math.min(size * variants, MOST_HELD + size);
}
