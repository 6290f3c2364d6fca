import { AugmentError, UsageError } from '../core/errors.js';
import { recipeJson } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { InspectedDataset } from '../jobs/inspect.js';
import type { StoreRegistry } from '../stores/registry.js';
import { inspectInput, inspectInThread } from './inspect-input.js';
import type { Watch } from './inspect-input.js';
import type { ImageFilter, InspectionState } from './protocol.js';
import type { InputSetup } from './thread-input.js';

const NOTHING: InspectionState = { state: 'none', done: 0, total: 0, number: 0 };

/** By which Recipe an input is inspected. */
export interface InspectedBy {
  readonly recipe: Recipe;
  /** The text of the Recipe, if its effects are to be told. */
  readonly text?: string;
}

/** Addresses, and what opens them. */
interface InspectedPlace {
  readonly input: string;
  readonly output: string;
  readonly stores: StoreRegistry | undefined;
}

/** The inspection that the page has started: one at a time. What the last one found stays until the next is done. */
export class Inspecting {
  private now: InspectionState = NOTHING;
  private interrupt = new AbortController();
  private last: (InspectedDataset & Pick<InspectedBy, 'text'>) | undefined;
  private ended: Promise<void> = Promise.resolve();

  /** @param setupFor what a thread needs to read the input by a Recipe; undefined where the calling thread has to */
  constructor(
    private readonly place: InspectedPlace,
    private readonly setupFor: (recipe: Recipe) => InputSetup | undefined,
  ) {}

  get state(): InspectionState {
    return this.now;
  }

  get found(): (InspectedDataset & Pick<InspectedBy, 'text'>) | undefined {
    return this.last;
  }

  /** Does nothing while one is under way. */
  start(by: InspectedBy): void {
    if (this.now.state === 'running') return;
    this.interrupt = new AbortController();
    this.now = { ...NOTHING, state: 'running', number: this.now.number };
    this.ended = this.perform(by, this.interrupt.signal);
  }

  /** Images that are in work are finished. */
  cancel(): void {
    this.interrupt.abort();
  }

  /** Cancels what is under way, and waits for its end. */
  async close(): Promise<void> {
    this.cancel();
    await this.ended;
  }

  /**
   * The keys that the class and the finding of a filter choose; undefined if it has neither.
   * @throws UsageError if nothing was inspected yet
   */
  chosenBy({ class: name, finding: kind, with: key }: ImageFilter): ReadonlySet<string> | undefined {
    if (name === undefined && kind === undefined) return undefined;
    if (!this.last) throw new UsageError('classes and findings are known once the images were inspected');
    const { imagesByClass } = this.last;
    const ofClass = name === undefined ? undefined : (imagesByClass.get(name) ?? new Set());
    if (kind === undefined) return ofClass;
    const named = this.imagesOf(kind, key);
    return new Set(ofClass ? named.filter((image) => ofClass.has(image)) : named);
  }

  /**
   * The keys of all images, or label files, of the findings of a kind.
   * @param key of an image: only of the findings that are about it
   */
  imagesOf(kind: string, key?: string): string[] {
    const { report, imagesByFinding } = this.last ?? { report: { findings: [] }, imagesByFinding: [] };
    return report.findings.flatMap((finding, i) => {
      const images = imagesByFinding[i]!;
      return finding.kind === kind && (key === undefined || images.includes(key)) ? images : [];
    });
  }

  private async perform({ recipe, text }: InspectedBy, signal: AbortSignal): Promise<void> {
    try {
      const recipeFrom = text === undefined ? undefined : 'the recipe in the editor';
      const found = await this.inspect(recipe, recipeFrom, {
        signal,
        onProgress: ({ done, total }) => (this.now = { ...this.now, done, total }),
        onComparing: (compared) => (this.now = { ...this.now, compared }),
      });
      signal.throwIfAborted();
      this.last = { ...found, ...(text !== undefined && { text }) };
      this.now = { ...this.now, state: 'done', number: this.now.number + 1 };
    } catch (error) {
      if (signal.aborted) this.now = { ...this.now, state: 'cancelled' };
      else this.now = { ...this.now, state: 'failed', reason: reasonOf(error) };
    }
  }

  private inspect(recipe: Recipe, recipeFrom: string | undefined, watch: Watch): Promise<InspectedDataset> {
    const setup = this.setupFor(recipe);
    const { stores, ...place } = this.place;
    if (!setup) return inspectInput({ ...place, ...(stores && { stores }), recipe, recipeFrom }, watch);
    const { pool } = recipe;
    const content = { recipe: recipeJson(recipe), ...(pool && { pool: pool.content }) };
    return inspectInThread({ ...setup, ...content, output: place.output, recipeFrom }, watch);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
}
