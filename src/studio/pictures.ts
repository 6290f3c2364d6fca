import type { Recipe } from '../core/recipe/schema.js';
import { LeastRecent } from './least-recent.js';
import type { OpenedInput } from './opened.js';
import type { MadeOutput } from './picture-tasks.js';
import type { PictureThreads } from './picture-threads.js';
import type { PreviewedVariant, PreviewLine, PreviewRequest, Refusal } from './protocol.js';
import type { ShownOutput } from './shown.js';

/** Bytes of pictures that are kept for the page to ask for. */
const MOST_HELD = 256 * 2 ** 20;

/** What the user has just changed comes before what comes into view. */
const URGENCY = { thumbnail: 0, preview: 1 } as const;

/** An output of the last previews. */
interface HeldOutput {
  /** With the very bytes that `run` would write. */
  readonly output: ShownOutput;
  readonly shown: Uint8Array;
  readonly recipe: Recipe;
}

export interface Picture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Makes the pictures of the page by the same steps as `run`, and keeps the last ones. */
export class Pictures {
  private readonly held = new LeastRecent<HeldOutput>(MOST_HELD);
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

  /**
   * The outputs that `run` would write of an image: itself, if the Recipe has a `preprocess`, and its variants. Each is there as
   * soon as it is made.
   * @throws AugmentError if the image, its labels or the Recipe cannot be used, and the reason of the signal
   */
  async *variants(
    { key, most }: PreviewRequest,
    recipe: Recipe,
    signal: AbortSignal,
  ): AsyncGenerator<Exclude<PreviewLine, Refusal>> {
    const began = performance.now();
    const found = await this.opened.find(key, recipe);
    const wish = { urgency: URGENCY.preview, signal };
    const making = Array.from({ length: Math.min(recipe.variants, most) + 1 }, (_, variant) =>
      this.threads.perform({ kind: 'variant', ...found, variant }, recipe, wish),
    );
    // If the first one fails, nobody waits for the others.
    for (const made of making) made.catch(() => undefined);
    const notes = new Set<string>();
    for (const [number, one] of making.entries()) {
      const made = await one;
      for (const note of made.notes) notes.add(note);
      const variants = made.outputs.map((output) => this.hold(output, recipe));
      yield { number, variants, perImage: recipe.variants };
    }
    yield { notes: [...notes], milliseconds: Math.round(performance.now() - began) };
  }

  private hold({ facts, output, shown }: MadeOutput, recipe: Recipe): PreviewedVariant {
    const id = String((this.made += 1));
    this.held.set(id, { output, shown, recipe }, output.file.length + shown.length);
    return { id, ...facts };
  }

  /** A picture of an earlier preview; undefined if it is not held any more. @param form `file`: as `run` writes it */
  async picture(
    id: string,
    form: 'file' | 'plain' | 'labelled',
    signal: AbortSignal,
  ): Promise<Picture | undefined> {
    const held = this.held.get(id);
    if (!held) return undefined;
    const { output, shown, recipe } = held;
    if (form === 'file') return { bytes: output.file, type: 'application/octet-stream' };
    if (form === 'labelled') return jpeg(shown);
    const wish = { urgency: URGENCY.preview, signal };
    return jpeg(await this.threads.perform({ kind: 'show', output, withLabels: false }, recipe, wish));
  }
}

function jpeg(bytes: Uint8Array): Picture {
  return { bytes, type: 'image/jpeg' };
}
