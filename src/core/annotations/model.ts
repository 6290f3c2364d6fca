import type { Bitmap, Box, Point, Polygon } from '../geometry/types.js';
import type { Json } from '../json.js';

/**
 * Labels of one picture, in one coordinate system whatever their file's: edge based pixels, the picture is
 * [0, width] × [0, height], y points down. Formats convert once, when reading and when writing.
 */
export interface Annotations {
  /** The picture that the coordinates refer to. */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly AnnotatedObject[];
  /** Label maps that cover the whole picture. */
  readonly labelMaps: readonly LabelMap[];
  /** Class names of the picture as a whole. */
  readonly tags: readonly string[];
  /** What the format says of the picture beyond all this; carried through untouched. */
  readonly extra?: Json;
}

/** COCO's visibility. 0: not labelled, its coordinates mean nothing and stay. 1: labelled but hidden. 2: visible. */
export type Visibility = 0 | 1 | 2;

export interface Keypoint {
  readonly x: number;
  readonly y: number;
  readonly visibility: Visibility;
  /** Absent where the format has no names; then its place in the list is its name. */
  readonly name?: string;
}

/**
 * One thing in the picture. It has at least one shape; where it has several they describe the same thing, and the box
 * is derived anew from the most precise of the others when the picture moves: bitmap, then polygons, then the box itself.
 */
export interface AnnotatedObject {
  readonly class: string;
  readonly box?: Box;
  /** Four corners in order: a box that may lie askew. */
  readonly orientedBox?: readonly [Point, Point, Point, Point];
  /** Parts of one object. */
  readonly polygons?: readonly Polygon[];
  readonly lines?: readonly (readonly Point[])[];
  readonly keypoints?: readonly Keypoint[];
  readonly bitmap?: Bitmap;
  /** COCO's iscrowd. */
  readonly crowd?: boolean;
  /** What the format says of the object beyond geometry (ids, difficult, attributes); carried through untouched. */
  readonly extra?: Json;
}

/** A label map. Sampled nearest wherever the picture is sampled. */
export interface LabelMap {
  /** semantic: values are class ids. instance: values are object ids. */
  readonly kind: 'semantic' | 'instance';
  /** Tells several labelMaps of one picture apart; the format's word, e.g. `SegmentationClass`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
  /** Value that a step fills uncovered places with unless it says otherwise. */
  readonly void?: number;
  /** What its file says beyond the values: palette, bit depth, colours; carried through untouched. */
  readonly extra?: Json;
}

/** Names that exchange on a mirrored picture (`left_eye` ↔ `right_eye`); both directions are listed. */
export type SwapNames = ReadonlyMap<string, string>;

/** What became of the labels of one variant. Counts of objects, but for `reasons`. */
export interface LabelReport {
  readonly kept: number;
  /** Of those kept: how many lost a part at an edge or below a fill. */
  readonly clipped: number;
  readonly dropped: number;
  /** Why objects were dropped, by reason: `outside`, `min_visibility`, `min_area`, … */
  readonly reasons: Readonly<Record<string, number>>;
  /** What the user should know: mirrored copies without labels at a reflecting border, say. */
  readonly warnings: readonly string[];
}
