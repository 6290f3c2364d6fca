import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { LeastRecent } from './least-recent.js';
import type { Losses } from './large-protocol.js';
import type { FoundImage, OpenedInput } from './opened.js';
import type { MadeOutput } from './picture-tasks.js';
import { URGENCY } from './picture-threads.js';
import type { PictureThreads } from './picture-threads.js';
import type { PreviewedVariant, PreviewLine, PreviewRequest, Refusal } from './protocol.js';
import type { ThumbnailLine, ThumbnailsRequest } from './thumbnail-protocol.js';

/** Bytes of pictures that are kept for the page to ask for. */
const MOST_HELD = 256 * 2 ** 20;

/** An output that was made and is kept. */
export interface HeldOutput extends Omit<MadeOutput, 'facts' | 'shown'> {
  readonly recipe: Recipe;
  readonly found: FoundImage;
}

export interface Picture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Makes the pictures of the page by the same steps as `run`, and keeps the last ones. */
export class Pictures {
  private readonly outputs = new LeastRecent<HeldOutput>(MOST_HELD);
  private readonly examples = new LeastRecent<Picture>(MOST_HELD / 4);
  private made = 0;

  constructor(
    private readonly opened: OpenedInput,
    private readonly threads: PictureThreads,
  ) {}

  /**
   * An image reduced to a square, with its labels or without, as its files are now.
   * @param side of the square, in pixels
   * @throws ImageError or LabelError if it cannot be read, and the reason of the signal
   */
  async thumbnail(
    { key, side, withLabels }: { readonly key: string; readonly side: number; readonly withLabels: boolean },
    recipe: Recipe,
    signal: AbortSignal,
  ): Promise<Picture> {
    const found = await (withLabels
      ? this.opened.find(key, recipe)
      : this.opened.findUnlabelled(key, recipe));
    const wish = { urgency: URGENCY.thumbnail, signal };
    return jpeg(await this.threads.perform({ kind: 'thumbnail', ...found, side, withLabels }, recipe, wish));
  }

  /** Those of several images, each once it is there, or why there is none. @throws the reason of the signal */
  thumbnails(
    { images, side }: ThumbnailsRequest,
    recipe: Recipe,
    signal: AbortSignal,
  ): AsyncGenerator<ThumbnailLine> {
    const draw = async (
      { key, withLabels }: ThumbnailsRequest['images'][number],
      index: number,
    ): Promise<ThumbnailLine> => {
      try {
        const { bytes } = await this.thumbnail({ key, side, withLabels }, recipe, signal);
        return { index, picture: dataUrl(bytes) };
      } catch (error) {
        if (!(error instanceof AugmentError)) throw error;
        return { index, message: error.message };
      }
    };
    return asTheyCome(images.map(draw));
  }

  /**
   * The outputs that `run` would write of an image: its variants, and itself, which changes more seldom. Each is there as soon as
   * it is made.
   * @throws AugmentError if the image, its labels or the Recipe cannot be used, and the reason of the signal
   */
  async *variants(
    { key, most, side, withLabels }: PreviewRequest,
    recipe: Recipe,
    signal?: AbortSignal,
  ): AsyncGenerator<Exclude<PreviewLine, Refusal>> {
    const began = performance.now();
    const found = await this.opened.find(key, recipe);
    const isCopied = found.source.role === 'copy';
    const wish = { urgency: URGENCY.preview, signal };
    const look = { side, withLabels };
    const make = async (number: number) => {
      const task = { kind: 'variant', ...found, variant: number, look } as const;
      return { number, ...(await this.threads.perform(task, recipe, wish)) };
    };
    const numbers = Array.from({ length: Math.min(recipe.variants, most) + 1 }, (_, number) => number);
    const [itself, ...others] = numbers;
    const notes = new Set<string>();
    for await (const made of asTheyCome([...others, itself!].map(make))) {
      for (const note of made.notes) notes.add(note);
      const variants = made.outputs.map((output) => this.hold(output, { recipe, found }));
      yield { number: made.number, variants, perImage: recipe.variants, seed: recipe.seed, isCopied };
    }
    yield { notes: [...notes], milliseconds: Math.round(performance.now() - began) };
  }

  /**
   * The first variant of an image, without its labels; kept as long as there is room.
   * @param about tells it from others of the same image
   * @throws AugmentError if the image, its labels or the Recipe cannot be used
   */
  async example(key: string, about: string, recipe: Recipe, signal: AbortSignal): Promise<Picture> {
    const found = await this.opened.find(key, recipe);
    const { version, size } = found.source;
    const id = JSON.stringify([key, version ?? size, about]);
    const held = this.examples.get(id);
    if (held) return held;
    const task = { kind: 'variant', ...found, variant: 1, look: { withLabels: false } } as const;
    const { outputs } = await this.threads.perform(task, recipe, { urgency: URGENCY.thumbnail, signal });
    const picture = jpeg(outputs[0]!.shown!);
    this.examples.set(id, picture, picture.bytes.length);
    return picture;
  }

  private hold(
    { facts, shown, ...output }: MadeOutput,
    origin: Pick<HeldOutput, 'recipe' | 'found'>,
  ): PreviewedVariant {
    const id = String((this.made += 1));
    this.outputs.set(id, { ...output, ...origin }, sizeOf(output));
    return { id, picture: dataUrl(shown!), ...facts };
  }

  /** A picture of an earlier preview; undefined if it is not held any more. @param form `file`: as `run` writes it */
  async picture(
    id: string,
    form: 'file' | 'plain' | 'labelled',
    signal: AbortSignal,
  ): Promise<Picture | undefined> {
    const held = this.held(id);
    if (!held) return undefined;
    if (form === 'file') return { bytes: held.output.file, type: 'application/octet-stream' };
    return this.show(held, form === 'labelled', signal);
  }

  /** An output of an earlier preview; undefined if it is not held any more. */
  held(id: string): HeldOutput | undefined {
    return this.outputs.get(id);
  }

  /** In full size. */
  async show({ output, recipe }: HeldOutput, withLabels: boolean, signal?: AbortSignal): Promise<Picture> {
    const task = { kind: 'show', output, look: { withLabels } } as const;
    return jpeg(await this.threads.perform(task, recipe, { urgency: URGENCY.preview, signal }));
  }

  /**
   * One output up to a step, as if the Recipe ended there.
   * @param steps how many of its Plan are taken
   * @throws AugmentError if the image or its labels cannot be used any more
   */
  async upTo({ found, recipe, sampled }: HeldOutput, steps: number): Promise<HeldOutput> {
    const planned = sampled?.plan && {
      ...sampled,
      plan: { ...sampled.plan, steps: sampled.plan.steps.slice(0, steps) },
    };
    const task = { kind: 'variant', ...found, variant: sampled?.variant ?? 0, ...(planned && { planned }) };
    const { outputs } = await this.threads.perform({ ...task, kind: 'variant' }, recipe, {
      urgency: URGENCY.preview,
    });
    return { ...outputs[0]!, recipe, found };
  }

  /** What an output lacks of its image's objects. @throws AugmentError as `upTo` does */
  losses({ found, recipe, sampled, report }: HeldOutput): Promise<Losses> {
    const task = { ...found, report, ...(sampled && { sampled }) };
    return this.threads.perform({ kind: 'losses', ...task }, recipe, { urgency: URGENCY.preview });
  }
}

/** In bytes. */
export function sizeOf({ output }: Pick<MadeOutput, 'output'>): number {
  return output.file.length;
}

/** If one fails, nobody waits for the others. @throws what the first one throws that fails */
async function* asTheyCome<T>(work: readonly Promise<T>[]): AsyncGenerator<T> {
  const waiting = new Map(work.map((one, i) => [i, one.then((value) => ({ i, value }))]));
  for (const one of waiting.values()) one.catch(() => undefined);
  while (waiting.size > 0) {
    const { i, value } = await Promise.race(waiting.values());
    waiting.delete(i);
    yield value;
  }
}

/** Of a JPEG. */
function dataUrl({ buffer, byteOffset, length }: Uint8Array): string {
  return `data:image/jpeg;base64,${Buffer.from(buffer, byteOffset, length).toString('base64')}`;
}

function jpeg(bytes: Uint8Array): Picture {
  return { bytes, type: 'image/jpeg' };
}
