import { codecsOf, encode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { annotationsFromJson } from '../core/annotations/json.js';
import type { Annotations } from '../core/annotations/model.js';
import { drawAnnotations } from '../core/draw/labels.js';
import { copyRaster } from '../core/engine/raster.js';
import { ImageError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import { decodeUpright } from '../variants/decode-upright.js';
import { makeVariants } from '../variants/make-variants.js';
import type { Made, MadeVariant } from '../variants/make-variants.js';
import { sourceAt } from '../variants/preview.js';
import { readSource } from '../variants/read-source.js';
import { LeastRecent } from './least-recent.js';
import type { OpenedInput } from './opened.js';
import type { Preview, PreviewedVariant, PreviewRequest } from './protocol.js';

/** Bytes of pictures that are kept for the page to ask for. */
const MOST_HELD = 256 * 2 ** 20;

/** Quality of pictures that are shown and never kept. */
const SHOWN = { format: 'jpeg', quality: 88, subsampling: '4:4:4' } as const;

interface HeldPicture {
  /** The very bytes that `run` would write. */
  readonly file: Uint8Array;
  readonly annotations: Annotations;
  readonly recipe: Recipe;
  readonly name: string;
}

export interface Picture {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** Makes the pictures of the page by the same steps as `run`, and keeps the last ones. */
export class Pictures {
  private readonly thumbnails = new LeastRecent<Picture>(MOST_HELD);
  private readonly variants = new LeastRecent<HeldPicture>(MOST_HELD);
  private made = 0;

  constructor(private readonly opened: OpenedInput) {}

  /**
   * An image reduced to a square, with its labels or without.
   * @param side of the square, in pixels
   * @throws ImageError or LabelError if it cannot be read
   */
  async thumbnail(key: string, side: number, withLabels: boolean, recipe: Recipe): Promise<Picture> {
    const { dataset } = await this.opened.understood(recipe);
    const { version, size } = sourceAt(dataset, key);
    const id = JSON.stringify([key, version ?? size, side, withLabels, recipe.labels]);
    const held = this.thumbnails.get(id);
    if (held) return held;
    const whole = await this.reduced(key, side, recipe);
    const picture = await this.show(whole, withLabels);
    this.thumbnails.set(id, picture, picture.bytes.length);
    return picture;
  }

  /** JPEG has no place for more than three channels, and TIFF takes longer. */
  private async reduced(key: string, side: number, recipe: Recipe): Promise<HeldPicture> {
    try {
      return await this.reducedAs('jpeg', key, side, recipe);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      return this.reducedAs('tiff', key, side, recipe);
    }
  }

  private async reducedAs(format: string, key: string, side: number, recipe: Recipe): Promise<HeldPicture> {
    const reducing = parseRecipe(
      `{preprocess: [LongestMaxSize: {max_size: ${side}}], transforms: [], output: {format: ${format}}}`,
      'thumbnail',
      recipe.modules,
    );
    const { labels, decode, limits } = recipe;
    const own = { ...reducing, labels: { ...labels, write: 'same' as const }, decode, limits };
    const { variants } = await this.make(key, own, [0]);
    return heldPicture(variants[0]!, own);
  }

  /**
   * The outputs that `run` would write of an image: itself, if the Recipe has a `preprocess`, and its variants.
   * @throws AugmentError if the image, its labels or the Recipe cannot be used
   */
  async preview({ key, most }: PreviewRequest, recipe: Recipe): Promise<Preview> {
    const began = performance.now();
    const shown = Math.min(recipe.variants, most);
    const wanted = Array.from({ length: shown + 1 }, (_, i) => i);
    const { variants, notes } = await this.make(key, recipe, wanted);
    return {
      variants: variants.map((variant) => this.hold(variant, recipe)),
      notes,
      perImage: recipe.variants,
      milliseconds: Math.round(performance.now() - began),
    };
  }

  /**
   * The first variant of an image, without its labels; kept as thumbnails are.
   * @param about tells it from others of the same image
   * @throws AugmentError if the image, its labels or the Recipe cannot be used
   */
  async example(key: string, about: string, recipe: Recipe): Promise<Picture> {
    const { dataset } = await this.opened.understood(recipe);
    const { version, size } = sourceAt(dataset, key);
    const id = JSON.stringify([key, version ?? size, about]);
    const held = this.thumbnails.get(id);
    if (held) return held;
    const { variants } = await this.make(key, recipe, [1]);
    const picture = await this.show(heldPicture(variants[0]!, recipe), false);
    this.thumbnails.set(id, picture, picture.bytes.length);
    return picture;
  }

  private hold(variant: MadeVariant, recipe: Recipe): PreviewedVariant {
    const picture = heldPicture(variant, recipe);
    const { recorded } = variant;
    const id = String((this.made += 1));
    this.variants.set(id, picture, picture.file.length);
    const { kept, clipped, dropped, reasons } = recorded.report;
    return {
      id,
      key: recorded.image.key,
      variant: recorded.variant,
      bytes: picture.file.length,
      steps: (recorded.plan?.steps ?? []).map(({ path, sampled }) => ({
        path,
        sampled: JSON.stringify(sampled),
      })),
      ...{ kept, clipped, dropped, reasons },
    };
  }

  /** A picture of an earlier preview; undefined if it is not held any more. @param form `file`: as `run` writes it */
  async picture(id: string, form: 'file' | 'plain' | 'labelled'): Promise<Picture | undefined> {
    const held = this.variants.get(id);
    if (!held) return undefined;
    if (form === 'file') return { bytes: held.file, type: 'application/octet-stream' };
    return this.show(held, form === 'labelled');
  }

  private async make(key: string, recipe: Recipe, wanted: readonly number[]): Promise<Made> {
    const { dataset, declared } = await this.opened.understood(recipe);
    const { input, engineQueue } = this.opened;
    const source = sourceAt(dataset, key);
    const schema = schemaOf(source, dataset.files);
    const bytes = await readSource(source, { schema, declared }, input);
    return makeVariants(source, bytes, wanted, {
      ...{ recipe, schema, engineQueue, keepsLabelMaps: true },
      input: await this.opened.othersOf(recipe),
      ...(declared && { declared }),
    });
  }

  private async show(
    { file, annotations, recipe, name }: HeldPicture,
    withLabels: boolean,
  ): Promise<Picture> {
    const { limits, decode } = recipe;
    const { engine } = this.opened.engineQueue;
    const info = await inspect(file, { name, limits, ...decode }, codecsOf(recipe));
    const surface = await decodeUpright(file, info, decode, engine);
    const raster = engine.consume(surface, copyRaster);
    // Drawing also shows as colours what is none, and transparency as grey.
    const nothing = { ...annotations, objects: [], labelMaps: [], tags: [] };
    const drawn = drawAnnotations(raster, withLabels ? annotations : nothing);
    return { bytes: await encode(drawn, SHOWN), type: 'image/jpeg' };
  }
}

function heldPicture({ recorded, outputs, labelMaps = [] }: MadeVariant, recipe: Recipe): HeldPicture {
  const name = recorded.image.key;
  const annotations = annotationsFromJson(recorded.annotations, name);
  return { file: outputs[0]!.bytes, annotations: { ...annotations, labelMaps }, recipe, name };
}
