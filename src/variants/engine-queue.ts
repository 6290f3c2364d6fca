import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { Engine } from '../core/engine/run.js';

/** In bytes. Above this, the memory that one huge image needed is given back before the next image. */
const MEMORY_KEPT = 512 * 1024 * 1024;

/** The engine of one thread. It works on one Source at a time, so that its memory does not grow with the number of tasks. */
export class EngineQueue {
  private current = new Engine();
  private last: Promise<unknown> = Promise.resolve();

  get engine(): Engine {
    return this.current;
  }

  /** Resolves when no work runs or waits. */
  async idle(): Promise<void> {
    for (let last; last !== this.last;) {
      last = this.last;
      await last;
    }
  }

  /** Runs `work` after all earlier work has finished and its results were handed to I/O (a FIFO mutex). */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.then(sendOut, sendOut);
    try {
      return await turn;
    } finally {
      if (this.current.size > MEMORY_KEPT) this.current = new Engine();
    }
  }
}

/** Work seldom pauses. Without this turn of the loop, results would wait for all other work before they are written. */
const sendOut = () => turnOfLoop();
