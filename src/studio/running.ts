import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { run } from '../jobs/run.js';
import type { ImageResult, RunOptions, Summary } from '../jobs/run.js';
import type { Progress } from '../jobs/pool.js';
import { Gate } from './gate.js';
import { Pace } from './pace.js';
import type { LossyClass, RunState } from './run-protocol.js';

const NOTHING: RunState = {
  ...{ state: 'none', done: 0, total: 0, inWork: 0, failed: 0, seconds: 0 },
  ...{ failures: [], latest: [], summary: [], losses: [] },
};
/** Failures that the page lists. */
const MOST_FAILURES = 200;
const MOST_LATEST = 6;

/** The run that the page has started: one at a time. */
export class Running {
  /** Of the run that was started last. */
  recipe: Recipe | undefined;
  private now: RunState = NOTHING;
  private began = 0;
  private interrupt = new AbortController();
  private readonly gate = new Gate();
  private readonly pace = new Pace();
  private ended: Promise<void> = Promise.resolve();

  /** @param describe a summary in sentences */
  constructor(
    private readonly options: Pick<RunOptions, 'input' | 'output' | 'stores' | 'state'>,
    private readonly describe: (summary: Summary, recipe: Recipe) => readonly string[],
  ) {}

  get state(): RunState {
    const { now } = this;
    if (now.state !== 'running') return now;
    const time = performance.now();
    const rate = now.asked === 'pause' ? undefined : this.pace.rate(now.done, time);
    return { ...now, seconds: (time - this.began) / 1000, ...(rate !== undefined && { rate }) };
  }

  /**
   * @param removesStale whether outputs that nothing needs any more are removed
   * @returns false if one is under way
   */
  start(recipe: Recipe, removesStale = false): boolean {
    if (this.now.state === 'running') return false;
    this.interrupt = new AbortController();
    this.gate.open();
    this.pace.forget();
    this.began = performance.now();
    this.recipe = recipe;
    this.now = { ...NOTHING, state: 'running' };
    this.ended = this.perform(recipe, removesStale);
    return true;
  }

  /** Images that are in work are finished, and no other is begun until it goes on. */
  pause(): void {
    if (this.now.state !== 'running' || this.now.asked) return;
    this.gate.close();
    this.now = { ...this.now, asked: 'pause' };
  }

  goOn(): void {
    if (this.now.asked !== 'pause') return;
    this.withdraw();
    this.pace.forget();
    this.gate.open();
  }

  /** Images that are in work are finished; the next run goes on from there. */
  cancel(): void {
    if (this.now.state !== 'running') return;
    this.now = { ...this.now, asked: 'cancel' };
    this.interrupt.abort();
    this.gate.open();
  }

  /** Resolves when no run is under way. */
  async idle(): Promise<void> {
    await this.ended;
  }

  private async perform(recipe: Recipe, removesStale: boolean): Promise<void> {
    try {
      const summary = await run({
        ...this.options,
        recipe,
        delete: removesStale,
        signal: this.interrupt.signal,
        mayBegin: () => this.gate.pass(),
        onProgress: (progress) => {
          this.follow(progress);
        },
        onImage: (image) => {
          this.note(image);
        },
      });
      this.finish(summary, recipe);
    } catch (error) {
      const reason =
        error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
      this.now = { ...this.now, state: 'failed', inWork: 0, summary: [reason] };
    }
    this.withdraw();
  }

  private follow({ done, total, inWork }: Progress): void {
    this.now = { ...this.now, done, total, inWork };
    this.pace.note(done, performance.now());
  }

  private note(image: ImageResult): void {
    const { failed, failures, latest } = this.now;
    if ('reason' in image)
      this.now = { ...this.now, failed: failed + 1, failures: [...failures, image].slice(0, MOST_FAILURES) };
    else if (image.status === 'made')
      this.now = { ...this.now, latest: [image.key, ...latest].slice(0, MOST_LATEST) };
  }

  private finish(summary: Summary, recipe: Recipe): void {
    const { failures, seconds, interrupted, objects } = summary;
    this.now = {
      ...this.now,
      state: interrupted ? 'cancelled' : failures.length > 0 ? 'failed' : 'done',
      inWork: 0,
      seconds,
      failed: failures.length,
      failures: failures.slice(0, MOST_FAILURES),
      losses: lossyOf(objects.classes),
      summary: this.describe(summary, recipe),
    };
  }

  /** What the user asked for is done. */
  private withdraw(): void {
    const { asked: _, ...now } = this.now;
    this.now = now;
  }
}

/** Those with the largest share of lost objects first. */
function lossyOf(classes: readonly LossyClass[]): LossyClass[] {
  const shareOf = ({ objects, dropped, clipped }: LossyClass) => dropped / objects + clipped / objects / 1e6;
  return classes
    .filter(({ losses }) => losses.length > 0)
    .map(({ name, objects, clipped, dropped, losses }) => ({
      ...{ name, objects, clipped, dropped },
      losses: losses.map((loss) => ({ step: loss.step, clipped: loss.clipped, dropped: loss.dropped })),
    }))
    .sort((a, b) => shareOf(b) - shareOf(a));
}
