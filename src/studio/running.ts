import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { run } from '../jobs/run.js';
import type { RunOptions, Summary } from '../jobs/run.js';
import type { RunState } from './protocol.js';

const NOTHING: RunState = {
  ...{ state: 'none', done: 0, total: 0, failed: 0, seconds: 0 },
  failures: [],
  summary: [],
};

/** The run that the page has started: one at a time. */
export class Running {
  private now: RunState = NOTHING;
  private began = 0;
  private interrupt = new AbortController();

  /** @param describe a summary in sentences */
  constructor(
    private readonly options: Pick<RunOptions, 'input' | 'output' | 'stores' | 'state'>,
    private readonly describe: (summary: Summary, recipe: Recipe) => readonly string[],
  ) {}

  get state(): RunState {
    const isRunning = this.now.state === 'running';
    return isRunning ? { ...this.now, seconds: (performance.now() - this.began) / 1000 } : this.now;
  }

  /** @returns false if one is under way */
  start(recipe: Recipe): boolean {
    if (this.now.state === 'running') return false;
    this.interrupt = new AbortController();
    this.began = performance.now();
    this.now = { ...NOTHING, state: 'running' };
    void this.perform(recipe);
    return true;
  }

  /** Images that are in work are finished; the next run goes on from there. */
  cancel(): void {
    this.interrupt.abort();
  }

  private async perform(recipe: Recipe): Promise<void> {
    try {
      const summary = await run({
        ...this.options,
        recipe,
        delete: false,
        signal: this.interrupt.signal,
        onProgress: (progress) => (this.now = { ...this.now, ...progress }),
      });
      const { failures, seconds, interrupted } = summary;
      const state = interrupted ? 'cancelled' : failures.length > 0 ? 'failed' : 'done';
      const lines = this.describe(summary, recipe);
      this.now = { ...this.now, state, seconds, failures, summary: lines };
    } catch (error) {
      const reason =
        error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
      this.now = { ...this.now, state: 'failed', summary: [reason] };
    }
  }
}
