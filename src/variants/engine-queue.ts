import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { Engine } from '../core/engine/run.js';

/** Above this, memory that one huge picture needed is given back before the next. */
const MEMORY_KEPT = 512 * 1024 * 1024;

/** The pixel engine of one thread. One Source at a time is in it, so that memory does not grow with what is under way. */
export class EngineQueue {
  private current = new Engine();
  private last: Promise<unknown> = Promise.resolve();

  get engine(): Engine {
    return this.current;
  }

  /** When nothing is being made, nor waits to be. */
  async idle(): Promise<void> {
    for (let last; last !== this.last;) {
      last = this.last;
      await last;
    }
  }

  /** Runs the work when all that was asked for before has ended, and is on its way. */
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

/** Most of the work is done without a pause: what was made would wait for all others before it is written. */
const sendOut = () => turnOfLoop();
