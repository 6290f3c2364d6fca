import * as z from 'zod';
import { identitiesOf, type ClassIdentity } from '../../annotations/class-identity.js';
import type { Json, JsonObject } from '../../json.js';
import { isObject, objectAt } from '../shared/json-file.js';

const id = z.union([z.number(), z.string()], { error: 'expected a number' });

export const cocoFile = z.looseObject({
  images: z.array(
    z
      .looseObject({ id, file_name: z.string().nullish(), coco_url: z.string().nullish() })
      .refine((image) => fileNameOf(image) !== undefined, { error: 'expected a file_name or a coco_url' }),
  ),
  annotations: z.array(z.unknown()).nullish(),
  categories: z
    .array(z.looseObject({ id: z.number(), name: z.string(), keypoints: z.array(z.string()).nullish() }))
    .nullish(),
});

interface NamedImage {
  readonly file_name?: string | null | undefined;
  readonly coco_url?: string | null | undefined;
}

/** How many of the last parts of a `coco_url` name the image: its folder and its file, as readers of LVIS take it. */
const PARTS_OF_URL = 2;

/** The image as its entry names it. LVIS gives an address instead of a name. */
export function fileNameOf({ file_name: name, coco_url: url }: NamedImage): string | undefined {
  return name ?? url?.split('/').slice(-PARTS_OF_URL).join('/');
}

/** The same address with another image at its end. */
export function urlOf(url: string, image: string): string {
  return [...url.split('/').slice(0, -PARTS_OF_URL), ...image.split('/').slice(-PARTS_OF_URL)].join('/');
}

export type Category = NonNullable<z.infer<typeof cocoFile>['categories']>[number] & JsonObject;

const numbers = z.array(z.number());
const rle = z.looseObject({
  counts: z.union([numbers, z.string()]),
  size: z.tuple([z.number(), z.number()]),
});

const flag = z.number().refine((value) => value === 0 || value === 1, { error: 'expected 0 or 1' });

export const cocoAnnotation = z.looseObject({
  category_id: z.number(),
  bbox: z
    .union([z.tuple([z.number(), z.number(), z.number(), z.number()]), z.tuple([])], {
      error: 'expected four numbers, [x, y, width, height]',
    })
    .nullish(),
  segmentation: z
    .union([z.array(numbers), rle], {
      error: 'expected polygons, [[x, y, …], …], or RLE, {"counts": …, "size": [height, width]}',
    })
    .nullish(),
  keypoints: numbers.nullish(),
  iscrowd: z.union([flag, z.boolean()], { error: 'expected 0 or 1' }).nullish(),
});

export type Segmentation = z.infer<typeof cocoAnnotation>['segmentation'];

/** How a segmentation was written: RLE as a list of runs or as text. */
export type SegmentationStyle = 'polygons' | 'runs' | 'text';

/** The annotation that an object came from, as `extra.coco`. */
export interface AnnotationMemory {
  /** The entry without its segmentation and keypoints; their positions among the keys are kept. */
  readonly annotation: JsonObject;
  readonly style?: SegmentationStyle;
  /** Which of the polygons repeat their first point at the end. */
  readonly closed?: readonly boolean[];
  /** Its bbox was turned by `attributes.rotation`, and is the object's oriented box. */
  readonly turned?: boolean;
  readonly digest: string;
}

/** The part of one image in the data set's file: the image and its annotations, as the file has them. */
export interface CocoPart {
  readonly file: string;
  readonly image: JsonObject;
  readonly annotations: readonly Json[];
  /** Those of the file that the annotations name. Another file about the image may give the same ids to others. */
  readonly categories: readonly KnownCategory[];
}

export function memoryOf(extra: Json | undefined): AnnotationMemory | undefined {
  return objectAt(extra, 'coco') as AnnotationMemory | undefined;
}

/** The file without its images and annotations, from a schema's extra. */
export function fileMemoryOf(extra: Json | undefined): JsonObject | undefined {
  return objectAt(extra, 'coco');
}

export function categoriesOf(file: JsonObject | undefined): readonly Category[] {
  return (file?.['categories'] ?? []) as readonly Category[];
}

/** A category, and the class that it stands for. */
export interface KnownCategory {
  readonly category: Category;
  readonly identity: ClassIdentity;
}

export function knownCategories(file: JsonObject): ReadonlyMap<Json | undefined, KnownCategory> {
  const categories = categoriesOf(file);
  const identities = identitiesOf(categories.map(({ name }) => name));
  return new Map(categories.map((category, i) => [category.id, { category, identity: identities[i]! }]));
}

/** True for an annotation that says something about the whole image in words. */
export function isCaption(annotation: Json): annotation is JsonObject {
  return isObject(annotation) && typeof annotation['caption'] === 'string' && !('category_id' in annotation);
}

/** The captions of an image, from its `extra`. */
export function captionsOf(extra: Json | undefined): readonly JsonObject[] {
  const captions = objectAt(extra, 'coco')?.['captions'];
  return Array.isArray(captions) ? captions.filter(isCaption) : [];
}
