import type { Subsampling } from '../../core/image-codec.js';
import type { Rearrangement } from '../../core/plan/rearrangement.js';
import { loadTurboJpeg } from '../turbojpeg.js';

/** Pixels in memory: samples of a pixel beside each other, rows without gaps. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: RGB. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/**
 * libjpeg-turbo with its exact transform (JDCT_ISLOW), which gives the same bytes on every processor. All buffers may be
 * views of other memory.
 */
export interface LibJpeg {
  /**
   * Decodes into the target.
   * @param options `acceptDamage`: what the library only warns of does not count
   * @throws Error with the library's own reason, at the first warning
   */
  decompress(jpeg: Uint8Array, target: Pixels, options: { readonly acceptDamage: boolean }): void;

  /**
   * Encodes as a baseline file.
   * @returns a view that the next call overwrites
   */
  compress(
    pixels: Pixels,
    settings: { readonly quality: number; readonly subsampling: Subsampling },
  ): Uint8Array;

  /**
   * Moves the coefficients of a file, which loses nothing. Markers of applications are left out.
   * @returns a view that the next call overwrites
   * @throws Error with the library's own reason where the change would lose something, and at the first warning
   */
  rearrange(jpeg: Uint8Array, change: Rearrangement): Uint8Array;
}

let loaded: LibJpeg | undefined;

/** @throws ImageError where the library cannot be loaded on this machine */
export function libjpeg(): LibJpeg {
  return (loaded ??= loadTurboJpeg());
}
