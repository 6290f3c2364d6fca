import { annotationsFromJson } from '../core/annotations/json.js';
import { AugmentError, ImageError, RecipeError } from '../core/errors.js';
import type { LabelReport } from '../core/annotations/model.js';
import { preprocessSteps } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { SampledOutput } from '../core/sampling/sample.js';
import { openPoolStore } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import type { MemoryBudget } from '../variants/byte-budget.js';
import { EngineQueue } from '../variants/engine-queue.js';
import { makeVariants } from '../variants/make-variants.js';
import type { MadeVariant } from '../variants/make-variants.js';
import { readSource } from '../variants/read-source.js';
import type { KeptThumbnails } from './kept-thumbnails.js';
import type { Losses } from './large-protocol.js';
import { lossesOf } from './losses.js';
import type { LossesRequest } from './losses.js';
import type { FoundImage } from './opened.js';
import type { PreviewedVariant } from './protocol.js';
import { showOutput } from './shown.js';
import type { Look, ShownOutput } from './shown.js';
import { makeThumbnail } from './thumbnail.js';
import type { ThumbnailRequest } from './thumbnail.js';

/** One of the variants that `run` would make of a Source. */
interface VariantRequest extends FoundImage {
  /** 0: the Source itself, through `preprocess` alone. */
  readonly variant: number;
  /** Absent: the outputs that the Recipe samples. */
  readonly planned?: SampledOutput;
  /** How the outputs are shown. Absent: no pictures are made. */
  readonly look?: Look;
}

interface ShowRequest {
  readonly output: ShownOutput;
  readonly look: Look;
}

/** What makes pictures: each can be sent to another thread. */
export type PictureTask =
  | ({ readonly kind: 'thumbnail' } & ThumbnailRequest)
  | ({ readonly kind: 'variant' } & VariantRequest)
  | ({ readonly kind: 'show' } & ShowRequest)
  | ({ readonly kind: 'losses' } & LossesRequest);

export interface MadeOutput {
  readonly facts: Omit<PreviewedVariant, 'id' | 'picture'>;
  readonly output: ShownOutput;
  /** Its picture, if one was asked for. */
  readonly shown?: Uint8Array;
  readonly report: LabelReport;
  /** Absent if the image is copied. */
  readonly sampled?: SampledOutput;
}

/** All outputs of one variant: itself, or its tiles. */
export interface MadeOutputs {
  readonly outputs: readonly MadeOutput[];
  readonly notes: readonly string[];
}

export interface PictureResults {
  readonly thumbnail: Uint8Array;
  readonly variant: MadeOutputs;
  readonly show: Uint8Array;
  readonly losses: Losses;
}

export type ResultOf<Task extends PictureTask> = PictureResults[Task['kind']];

/** An error that the user can correct does not keep its class on its way from a thread. */
export type Answer<Result> =
  { readonly result: Result } | { readonly failure: string; readonly isOfRecipe: boolean };

/** @throws RecipeError or ImageError for what the user can correct */
export function resultOf<Result>(answer: Answer<Result>): Result {
  if ('result' in answer) return answer.result;
  throw answer.isOfRecipe ? new RecipeError(answer.failure) : new ImageError(answer.failure);
}

interface PicturePlace {
  readonly input: Store;
  /** Of the input, from which the place of a pool is told. */
  readonly address: string;
  readonly registry: StoreRegistry | undefined;
  /** Absent: no thumbnails are kept. */
  readonly kept?: KeptThumbnails | undefined;
}

/** Makes the pictures of one thread. */
export class PictureMaker {
  private engineQueue: EngineQueue;
  private decoding = '';
  private readonly hashes = new Map<string, string>();

  /** @param memory what an image may take; absent: all of this process's */
  constructor(
    private readonly place: PicturePlace,
    private readonly memory?: MemoryBudget,
  ) {
    this.engineQueue = new EngineQueue(memory);
  }

  /** @throws defects */
  async perform(task: PictureTask, recipe: Recipe): Promise<Answer<PictureResults[PictureTask['kind']]>> {
    try {
      return { result: await this.make(task, recipe) };
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      return { failure: error.message, isOfRecipe: error instanceof RecipeError };
    }
  }

  private make(task: PictureTask, recipe: Recipe): Promise<PictureResults[PictureTask['kind']]> {
    const engineQueue = this.queueFor(recipe);
    const { input, kept } = this.place;
    switch (task.kind) {
      case 'thumbnail':
        return makeThumbnail(task, recipe, { input, engineQueue, kept, hashes: this.hashes });
      case 'variant':
        return this.makeVariant(task, recipe, engineQueue);
      case 'show':
        return engineQueue.exclusively(() => showOutput(task.output, task.look, recipe, engineQueue.engine));
      case 'losses':
        return engineQueue.exclusively(() => lossesOf(task, recipe, { input, engine: engineQueue.engine }));
    }
  }

  private async makeVariant(
    { source, schema, declared, variant, planned, look }: VariantRequest,
    recipe: Recipe,
    engineQueue: EngineQueue,
  ): Promise<MadeOutputs> {
    const { input, address, registry } = this.place;
    const bytes = await readSource(source, { schema, declared }, input);
    const others = (await openPoolStore(recipe.pool, address, registry)) ?? input;
    return engineQueue.exclusively(async () => {
      const made = await makeVariants(source, bytes, [variant], {
        ...{ recipe, schema, engineQueue, keepsImage: true, keepsLabelMaps: true },
        input: others,
        ...(declared && { declared }),
        ...(planned && { planned: [planned] }),
      });
      const outputs: MadeOutput[] = [];
      for (const one of made.variants) {
        const output = shownOutput(one);
        const shown = look && (await showOutput(output, look, recipe, engineQueue.engine));
        outputs.push({ facts: factsOf(one), output, ...(shown && { shown }), ...originOf(one) });
      }
      return { outputs, notes: made.notes };
    });
  }

  /** Decoded images are kept by their hashes alone, so they are forgotten where the Recipe decodes in another way. */
  private queueFor({ decode }: Recipe): EngineQueue {
    const decoding = JSON.stringify(decode);
    if (decoding !== this.decoding) this.engineQueue = new EngineQueue(this.memory);
    this.decoding = decoding;
    return this.engineQueue;
  }
}

function shownOutput({ recorded, outputs, labelMaps = [] }: MadeVariant): ShownOutput {
  const name = recorded.image.key;
  const annotations = annotationsFromJson(recorded.annotations, name);
  return { file: outputs[0]!.bytes, annotations: { ...annotations, labelMaps }, name };
}

function originOf({ recorded }: MadeVariant): Pick<MadeOutput, 'report' | 'sampled'> {
  const { variant, tile, class: name, plan, report } = recorded;
  if (!plan) return { report };
  const part = { ...(tile !== undefined && { tile }), ...(name !== undefined && { class: name }) };
  return { report, sampled: { variant, plan, ...part } };
}

function factsOf({ recorded, outputs }: MadeVariant): MadeOutput['facts'] {
  const { kept, clipped, dropped, mixedIn = 0, reasons } = recorded.report;
  return {
    key: recorded.image.key,
    variant: recorded.variant,
    bytes: outputs[0]!.bytes.length,
    steps: (recorded.plan?.steps ?? []).map(({ path, sampled }) => ({ path, sampled })),
    before: recorded.plan ? preprocessSteps(recorded.plan) : 0,
    ...{ kept, clipped, dropped, mixedIn, reasons },
  };
}
