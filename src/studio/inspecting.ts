import { AugmentError, UsageError } from '../core/errors.js';
import { USUAL_DISTANCE } from '../core/inspection/near-pairs.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { FindingKind } from '../inspection/kinds.js';
import { inspectImages } from '../jobs/inspect.js';
import type { InspectDatasetOptions, InspectedDataset } from '../jobs/inspect.js';
import type { ImageFilter, InspectionState } from './protocol.js';

const NOTHING: InspectionState = { state: 'none', done: 0, total: 0, number: 0 };

/** By which Recipe an input is inspected. */
export interface InspectedBy {
  readonly recipe: Recipe;
  /** The text of the Recipe, if its effects are to be told. */
  readonly text?: string;
}

/** The inspection that the page has started: one at a time. What the last one found stays until the next is done. */
export class Inspecting {
  private now: InspectionState = NOTHING;
  private interrupt = new AbortController();
  private last: (InspectedDataset & Pick<InspectedBy, 'text'>) | undefined;

  constructor(
    private readonly options: Pick<InspectDatasetOptions, 'input' | 'output' | 'stores' | 'state'>,
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
    void this.perform(by, this.interrupt.signal);
  }

  /** Images that are in work are finished. */
  cancel(): void {
    this.interrupt.abort();
  }

  /**
   * The keys that the class and the finding of a filter choose; undefined if it has neither.
   * @throws UsageError if nothing was inspected yet
   */
  chosenBy({ class: name, finding: kind, with: key }: ImageFilter): ReadonlySet<string> | undefined {
    if (name === undefined && kind === undefined) return undefined;
    if (!this.last) throw new UsageError('classes and findings are known once the images were inspected');
    const { report, imagesByClass } = this.last;
    const ofClass = name === undefined ? undefined : (imagesByClass.get(name) ?? new Set());
    if (kind === undefined) return ofClass;
    const named = report.findings
      .filter((finding) => finding.kind === (kind as FindingKind))
      .filter(({ images }) => key === undefined || images.includes(key))
      .flatMap(({ images }) => images);
    return new Set(ofClass ? named.filter((image) => ofClass.has(image)) : named);
  }

  private async perform({ recipe, text }: InspectedBy, signal: AbortSignal): Promise<void> {
    try {
      const found = await inspectImages({
        ...this.options,
        ...{ recipe, signal, distance: USUAL_DISTANCE },
        recipeFrom: text === undefined ? undefined : 'the recipe in the editor',
        onProgress: ({ done, total }) => (this.now = { ...this.now, done, total }),
      });
      this.last = { ...found, ...(text !== undefined && { text }) };
      this.now = { ...this.now, state: 'done', number: this.now.number + 1 };
    } catch (error) {
      if (signal.aborted) this.now = { ...this.now, state: 'cancelled' };
      else this.now = { ...this.now, state: 'failed', reason: reasonOf(error) };
    }
  }
}

function reasonOf(error: unknown): string {
  return error instanceof AugmentError ? error.message : `a defect of this program: ${String(error)}`;
}
