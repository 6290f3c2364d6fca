import { encode } from '../codecs/index.js';
import { annotationsFromJson } from '../core/annotations/json.js';
import { drawReduced } from '../core/draw/contact-sheet.js';
import type { Recipe } from '../core/recipe/schema.js';
import { readRecord } from '../state/record.js';
import { openOutput } from '../stores/open.js';
import type { OutputStores } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import { EngineQueue } from '../variants/engine-queue.js';
import { decodePlain } from '../variants/preview.js';
import type { Picture } from './pictures.js';
import type { WrittenOutput } from './run-protocol.js';

/** Outputs of one image that are listed. */
const MOST_OF_AN_IMAGE = 3;
const SHOWN = { format: 'jpeg', quality: 82 } as const;

/** `image`: key of the image that the output `key` was made of. `side`: of the square, in pixels. */
interface WantedPicture {
  readonly image: string;
  readonly key: string;
  readonly side: number;
}

/** What runs have written, by their Records. */
export class Outputs {
  private readonly engineQueue = new EngineQueue();
  private stores: Promise<OutputStores> | undefined;
  private previous: Promise<unknown> = Promise.resolve();

  /** @param address of the output */
  constructor(
    private readonly address: string,
    private readonly registry: StoreRegistry | undefined,
  ) {}

  /** The first outputs of each image, in the order of the images. */
  async list(images: readonly string[]): Promise<WrittenOutput[]> {
    const { state } = await this.opened();
    const records = await Promise.all(images.map((image) => readRecord(state, image)));
    return records.flatMap((held) => {
      const variants = held?.record.variants.filter(({ variant }) => variant > 0) ?? [];
      return variants.slice(0, MOST_OF_AN_IMAGE).map(({ image, report }) => ({
        ...{ image: held!.record.key, key: image.key, sha256: image.sha256, objects: report.kept },
      }));
    });
  }

  /**
   * An output reduced to a square, with its labels. Label maps are not drawn: Records do not hold them.
   * One is drawn after the other, and those for which nobody waits any more are left out: the run needs the processors.
   * @param recipe by which it was made
   * @returns undefined if no Record lists it, or it is gone
   * @throws ImageError if it cannot be decoded
   */
  picture(of: WantedPicture, recipe: Recipe, signal: AbortSignal): Promise<Picture | undefined> {
    const turn = this.previous.then(() => {
      signal.throwIfAborted();
      return this.draw(of, recipe);
    });
    this.previous = turn.catch(() => undefined);
    return turn;
  }

  private async draw({ image, key, side }: WantedPicture, recipe: Recipe): Promise<Picture | undefined> {
    const { output, state } = await this.opened();
    const held = await readRecord(state, image);
    const variant = held?.record.variants.find((one) => one.image.key === key);
    const stored = variant && (await output.read(key));
    if (!stored) return undefined;
    const raster = await decodePlain(stored.bytes, key, recipe, this.engineQueue);
    const annotations = annotationsFromJson(variant.annotations, key);
    return {
      bytes: await encode(drawReduced({ raster, annotations }, side), SHOWN),
      type: 'image/jpeg',
    };
  }

  private async opened(): Promise<OutputStores> {
    this.stores ??= openOutput(this.address, this.registry);
    // What failed is tried again by the next request.
    this.stores.catch(() => (this.stores = undefined));
    return this.stores;
  }
}
