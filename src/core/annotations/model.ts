import type { Bitmap, Box, Point, Polygon } from '../geometry/types.js';
import type { Json } from '../json.js';

/**
 * Labels of one image in edge-based pixels: the image is [0, width] × [0, height], and y points down. Every label format
 * converts to and from this coordinate system.
 */
export interface Annotations {
  /** Size of the image that the coordinates refer to. */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly AnnotatedObject[];
  /** Label maps that cover the whole image. */
  readonly labelMaps: readonly LabelMap[];
  /** Class names of the image as a whole. */
  readonly tags: readonly string[];
  /** Other contents of the label file about the image; carried through unchanged. */
  readonly extra?: Json;
  /** If several data-set files hold labels of the image: the `extra` of each further file, by its key. */
  readonly further?: Readonly<Record<string, Json>>;
}

/** COCO's visibility. 0: not labelled, its coordinates mean nothing and stay. 1: labelled but hidden. 2: visible. */
export type Visibility = 0 | 1 | 2;

export interface Keypoint {
  readonly x: number;
  readonly y: number;
  readonly visibility: Visibility;
  /** Absent where the format has no names; then the index in the list identifies the keypoint. */
  readonly name?: string;
}

/**
 * One object in the image, with at least one shape. Several shapes describe the same object. When the image moves, the box
 * is derived from the most precise shape: the bitmap, then the polygons, then the box itself.
 */
export interface AnnotatedObject {
  readonly class: string;
  /**
   * Which of several classes of that name, counted from 0 in the order of the data set's list. Absent: the first, which
   * usually is the only one.
   */
  readonly twin?: number;
  readonly box?: Box;
  /** Four corners in order: a box that may be rotated. */
  readonly orientedBox?: readonly [Point, Point, Point, Point];
  /** Parts of one object. */
  readonly polygons?: readonly Polygon[];
  readonly lines?: readonly (readonly Point[])[];
  readonly keypoints?: readonly Keypoint[];
  readonly bitmap?: Bitmap;
  /** Its polygons follow the edges of the pixels of a mask. A format that holds bitmaps writes one. */
  readonly traced?: boolean;
  /** If several data-set files hold labels of the image: the key of this object's file. Absent: the first of them. */
  readonly dataset?: string;
  /** The same object stands in another file, too, with no fewer shapes there. It counts once. */
  readonly double?: boolean;
  /** COCO's iscrowd. */
  readonly crowd?: boolean;
  /** True if an edge of the image cut a part off. */
  readonly truncated?: boolean;
  /**
   * Other geometry in the label file that is not moved, in the format's words (`attributes.rotation`). The format leaves
   * it out if the object moved.
   */
  readonly unmoved?: readonly string[];
  /** Other contents of the label file about the object (ids, difficult, attributes); carried through unchanged. */
  readonly extra?: Json;
}

/** The class that a value of a label map stands for. */
export interface LabelMapClass extends Pick<AnnotatedObject, 'class' | 'twin'> {
  readonly value: number;
}

/** A class or object id for each pixel. It is sampled nearest wherever the image is sampled. */
export interface LabelMap {
  /** semantic: values are class ids. instance: values are object ids. */
  readonly kind: 'semantic' | 'instance';
  /** Distinguishes the label maps of one image; the format's word, e.g. `SegmentationClass`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint16Array;
  /** Value of pixels without a label. */
  readonly void?: number;
  /** Classes of a semantic label map, where the data set names its values. */
  readonly classes?: readonly LabelMapClass[];
  /** Values that the data set names, and that are no classes: void, ignored. */
  readonly ignored?: readonly number[];
  /** Value of pixels of no class. Absent: 0. */
  readonly background?: number;
  /** Other contents of its file (palette, bit depth, colours); carried through unchanged. */
  readonly extra?: Json;
}

/** Names that exchange on a mirrored image (`left_eye` ↔ `right_eye`); both directions are listed. */
export type SwapNames = ReadonlyMap<string, string>;

/** Objects of one class that one step clipped or dropped. */
export interface StepLoss {
  readonly class: string;
  /**
   * The path of the transform in the Recipe's tree; `labels.min_area` and the like where a rule dropped them before any
   * transform, `labels.write` where the written format cannot hold them. Empty: too little of them lies inside of their
   * image or tile.
   */
  readonly step: string;
  /** Kept objects of which it was the first step to take a part. */
  readonly clipped: number;
  /** How many of these it covered in part, and cut nothing off. Absent: none. */
  readonly covered?: number;
  readonly dropped: number;
  /** Why it dropped them, by reason. Absent: it dropped none. */
  readonly reasons?: Readonly<Record<string, number>>;
  /** It dropped them before the image or the variant was cut, so that all of its tiles lack the same objects. */
  readonly beforeTiles?: true;
}

/** A border that shows the image once more beyond its edge. */
export interface ShownBorder {
  /** The path of the transform in the Recipe's tree. */
  readonly step: string;
  readonly border: string;
}

/**
 * What happened to the labels of one variant. Numbers count the objects of the image itself, each once, however often a mix
 * shows it.
 */
export interface LabelReport {
  readonly kept: number;
  /** Kept objects that lost a part at an edge or below a fill. */
  readonly clipped: number;
  readonly dropped: number;
  /** Why objects were dropped, by reason: `outside`, `min_visibility`, `min_area`, … */
  readonly reasons: Readonly<Record<string, number>>;
  /** Further labels that the variant has: of other images, and of objects that are shown again. Absent: there are none. */
  readonly mixedIn?: number;
  /** Which step clipped and dropped them. Absent: none of them was. */
  readonly losses?: readonly StepLoss[];
  /** Borders at which objects may be seen again, without labels. Absent: there are none. */
  readonly copies?: readonly ShownBorder[];
  /** Warnings for the user that are true of the data set, not of this image alone: each is read once. */
  readonly datasetWarnings: readonly string[];
}
