import type { Frame } from '../geometry/types.js';
import type { Colour } from './operation-values.js';
import type { UnmixedOperation } from './operations.js';

/**
 * Layers on one another, some of them of other Sources. The result is `fill` at first; each layer is laid over what is there,
 * from the first to the last: out = (1 − weight) · below + weight · layer. Layers become what the image is that the Operation
 * gets: as many channels (grey is copied into three, three become their luma), its depth, its alpha or none.
 */
export interface MixOperation extends Frame {
  readonly kind: 'mix';
  /** What no layer covers. Alpha is 0 there. */
  readonly fill: Colour;
  /** The same in label maps: a plain value, not a level. */
  readonly maskFill: number;
  readonly layers: readonly MixLayer[];
}

export interface MixLayer {
  /** Absent: the image that the Operation gets. */
  readonly source?: MixedSource;
  /** From the frame of that image to the layer's. */
  readonly operations: readonly UnmixedOperation[];
  /** Where the layer's upper left corner lies in the result: whole pixels. What lies beyond the result is cut off. */
  readonly x: number;
  readonly y: number;
  /**
   * 0–1. A layer of weight 1 hides the labels of the layers below it, others hide none. Label maps are not blended: a
   * layer of at least ½ replaces their values.
   */
  readonly weight: number;
  /** Its alpha says how far it shows, also where the image has alpha, too; absent: alpha is blended like a channel there. */
  readonly byAlpha?: true;
  /** Of another Source: only these objects are shown, cut out by their most precise shapes. Absent: the whole layer. */
  readonly cut?: MixCut;
}

export interface MixCut {
  /** Their places in the labels of the Source, with the classes of the Recipe. Only their labels come along. */
  readonly objects: readonly number[];
  /** So many pixels of the layer, to both sides of an edge, in which the layer fades: the mean of 2 · softness + 1 pixels squared. */
  readonly softness: number;
}

/** Another Source, as a pool names it. */
export interface MixedSource {
  readonly key: string;
  /** SHA-256 of the image's bytes, 64 hexadecimal digits in lower case. */
  readonly sha256: string;
  /** As displayed: after EXIF orientation. */
  readonly frame: Frame;
}

/** The lowest and the highest, both included, in periods along the side of the frame; −⌊n / 2⌋ … ⌈n / 2⌉ − 1 for n pixels. */
export type Frequencies = readonly [lowest: number, highest: number];

/**
 * The image gets a trait of another Source: out = (1 − weight) · image + weight · matched. The other Source becomes what the
 * image is, as a layer of a mix does. Labels stay. Alpha does not count.
 */
export type MatchOperation = {
  readonly kind: 'match';
  readonly source: MixedSource;
  /** From its frame to the one whose trait counts. */
  readonly operations: readonly UnmixedOperation[];
  /** 0–1. */
  readonly weight: number;
} & (
  | {
      /**
       * histogram: a table for each channel, after which each level has the same share of samples up to it; between the levels
       * of the other Source it is linear. For 8 bits it is rounded down. moments: a line for each channel, for the same mean and
       * standard deviation. range: the same for the lowest and the highest sample. components: about its mean, the image turns
       * so that its principal components lie along those of the other Source, and gets its mean; each of these components
       * points to the side of its counterpart. A grey image gets the mean alone.
       */
      readonly form: 'histogram' | 'moments' | 'range' | 'components';
    }
  | {
      /**
       * The frequencies of both ranges get the amplitudes of the other Source, of the frame's size; phases stay. What has no
       * counterpart of the opposite sign among them gets half of the change, as the image is real.
       */
      readonly form: 'spectrum';
      readonly columns: Frequencies;
      readonly rows: Frequencies;
    }
);
