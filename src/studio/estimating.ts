import { availableParallelism } from 'node:os';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Dataset } from '../dataset/source.js';
import type { OpenedInput } from './opened.js';
import { URGENCY } from './picture-threads.js';
import type { PictureThreads } from './picture-threads.js';
import type { RunSize } from './protocol.js';
import type { EstimatedRun, VariantSample } from './run-protocol.js';

/** Images whose variants are made. They lie evenly in the order of the data set, which often is that of where they come from. */
const IMAGES = 3;

interface SampledImage {
  /** Of its file, in bytes. */
  readonly size: number;
  /** Of a variant, as is the time. */
  readonly bytes: number;
  readonly seconds: number;
}

/** How much a run of a Recipe has to do. */
export function sizeOfRun({ sources }: Dataset, recipe: Recipe): RunSize {
  const augmented = sources.filter(({ role }) => role === 'augment').length;
  const copied = sources.length - augmented;
  return {
    augmented,
    originals: copied + (recipe.output.originals ? augmented : 0),
    perImage: recipe.variants,
    isOpen: recipe.balance !== undefined || recipe.tiles !== undefined,
    threads: availableParallelism(),
  };
}

/** Says what a run would come to, by the variants of a few images. */
export class Estimating {
  constructor(
    private readonly opened: OpenedInput,
    private readonly threads: PictureThreads,
  ) {}

  /** @throws UsageError if the input cannot be read, and the reason of the signal */
  async estimate(recipe: Recipe, signal: AbortSignal): Promise<EstimatedRun> {
    const { dataset } = await this.opened.understood(recipe);
    const size = sizeOfRun(dataset, recipe);
    const augmented = dataset.sources.filter(({ role }) => role === 'augment');
    const images: SampledImage[] = [];
    if (recipe.variants > 0 && !size.isOpen)
      for (const { key } of spread(augmented, IMAGES)) {
        const made = await this.sample(key, recipe, signal).catch(instead);
        if (made) images.push(made);
      }
    const sample = sampleOf(images, meanOf(augmented, 'size'));
    return { ...size, ...(sample && { sample }) };
  }

  /** One variant after the other: so the time is that of one thread. For the first one, the image is decoded. */
  private async sample(key: string, recipe: Recipe, signal: AbortSignal): Promise<SampledImage> {
    const found = await this.opened.find(key, recipe);
    const make = async (variant: number) => {
      const began = performance.now();
      const task = { kind: 'variant' as const, ...found, variant };
      const { outputs } = await this.threads.perform(task, recipe, { urgency: URGENCY.preview, signal });
      return { bytes: outputs[0]?.facts.bytes ?? 0, seconds: (performance.now() - began) / 1000 };
    };
    const first = await make(1);
    const others = recipe.variants - 1;
    const second = others > 0 ? await make(2) : first;
    const mean = (of: 'bytes' | 'seconds') => (first[of] + others * second[of]) / recipe.variants;
    return { size: found.source.size, bytes: mean('bytes'), seconds: mean('seconds') };
  }
}

/** An image that cannot be used, or that the Recipe cannot be carried out with, says nothing about the others. */
function instead(error: unknown): undefined {
  if (!(error instanceof AugmentError)) throw error;
}

/** Images of larger files have larger variants, which take longer. @param size of the files of all images, on average */
function sampleOf(images: readonly SampledImage[], size: number): VariantSample | undefined {
  if (images.length === 0) return undefined;
  const scale = size / meanOf(images, 'size');
  // The first one may have waited for a thread to start.
  const seconds = images.map((one) => one.seconds / one.size).sort((a, b) => a - b);
  const middle = seconds[Math.floor((seconds.length - 1) / 2)]!;
  return { bytes: meanOf(images, 'bytes') * scale, seconds: middle * size };
}

function meanOf<Key extends string>(all: readonly Readonly<Record<Key, number>>[], of: Key): number {
  return all.reduce((sum, one) => sum + one[of], 0) / all.length;
}

function spread<T>(all: readonly T[], most: number): T[] {
  const count = Math.min(most, all.length);
  return Array.from({ length: count }, (_, i) => all[Math.floor(((i + 0.5) * all.length) / count)]!);
}
