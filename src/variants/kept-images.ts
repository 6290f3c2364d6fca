import type { ImageInfo } from '../codecs/inspect.js';
import type { Raster } from '../core/engine/raster.js';

/** More than this gives little: larger pools are drawn from too seldom to meet an image again. In bytes. */
const MOST = 256 * 2 ** 20;
/** Of the memory that an image may take. */
const SHARE = 1 / 16;
/** Of a pool that is so many times larger than what is kept, hardly any image is met again. */
const WORTH = 4;

/** An image of the pool as it was decoded. */
export interface KeptImage {
  readonly info: ImageInfo;
  readonly raster: Raster;
  /** Sentences about damage that the Recipe accepts. */
  readonly warnings: readonly string[];
}

/** Decoded images of the pool by their hashes, those that were shown last: a thread shows the same ones again and again. */
export class KeptImages {
  /** In bytes. */
  readonly most: number;
  private readonly images = new Map<string, KeptImage>();
  private bytes = 0;

  /** @param memory that an image may take, in bytes */
  constructor(memory: number) {
    this.most = Math.min(MOST, SHARE * memory);
  }

  /** @param pool bytes of all its images, decoded */
  isWorth(pool: number): boolean {
    return pool <= WORTH * this.most;
  }

  get(sha256: string): KeptImage | undefined {
    const image = this.images.get(sha256);
    if (!image) return undefined;
    // The order of a Map is that of insertion: the last one shown is the last.
    this.images.delete(sha256);
    this.images.set(sha256, image);
    return image;
  }

  put(sha256: string, image: KeptImage): void {
    this.images.set(sha256, image);
    this.bytes += bytesOf(image);
    for (const [oldest, one] of this.images) {
      if (this.bytes <= this.most) return;
      this.images.delete(oldest);
      this.bytes -= bytesOf(one);
    }
  }
}

function bytesOf({ raster: { data, alpha } }: KeptImage): number {
  return data.byteLength + (alpha?.byteLength ?? 0);
}
