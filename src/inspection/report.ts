import * as z from 'zod';
import { KIND_NAMES, SEVERITIES } from './kinds.js';

const frameSchema = z.strictObject({ width: z.number(), height: z.number() });

const sizesSchema = z.strictObject({ small: z.number(), medium: z.number(), large: z.number() });

const findingSchema = z.strictObject({
  kind: z.enum(KIND_NAMES),
  severity: z.enum(SEVERITIES),
  /** The first of the images, or of the label files, that are concerned. */
  images: z.array(z.string()),
  /** How many are concerned. */
  count: z.number(),
  /** What was found, for people. */
  detail: z.string(),
  /** What to do. */
  remedy: z.string(),
});

const lossSchema = z.strictObject({
  step: z.string(),
  clipped: z.number(),
  covered: z.exactOptional(z.number()),
  dropped: z.number(),
  variants: z.array(z.string()),
});

/** The report of an inspection as `--json` prints it. New fields may be added; a change of one raises `version`. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  input: z.string(),
  images: z.strictObject({
    count: z.number(),
    labelled: z.number(),
    unlabelled: z.number(),
    /** Images with labels that say that there is nothing in them. */
    empty: z.number(),
    /** By the format of the image, as its bytes say. */
    formats: z.record(z.string(), z.number()),
  }),
  /** Images by the format of their labels. */
  labels: z.record(z.string(), z.number()),
  splits: z.array(z.strictObject({ name: z.string(), images: z.number(), objects: z.number() })),
  /** Of the images, upright. Absent if none can be read. */
  sizes: z.exactOptional(
    z.strictObject({
      smallest: frameSchema,
      largest: frameSchema,
      distinct: z.number(),
      common: z.array(frameSchema.extend({ images: z.number() })),
    }),
  ),
  classes: z.array(
    z.strictObject({
      name: z.string(),
      objects: z.number(),
      images: z.number(),
      sizes: sizesSchema,
      /** Objects and images by the name of the split, where the data set has splits. */
      splits: z.record(z.string(), z.strictObject({ objects: z.number(), images: z.number() })),
    }),
  ),
  /** Whether classes are those of labels, or of the folders of the images. */
  classesFrom: z.enum(['labels', 'folders']),
  objects: z.strictObject({ count: z.number(), sizes: sizesSchema }),
  /** Centres of boxes: counts of cells, row by row from the upper left. */
  heatMap: z.strictObject({ columns: z.number(), rows: z.number(), counts: z.array(z.number()) }),
  /** How images were compared. */
  comparison: z.strictObject({
    /** Bits of 256 in which the hashes of nearly the same images differ at most. */
    distance: z.number(),
    /** Images whose content was compared, and those whose hash was. */
    contents: z.number(),
    hashes: z.number(),
  }),
  /** What the recipe would do to the objects of the images that it augments. Absent without a recipe. */
  recipe: z.exactOptional(
    z.strictObject({
      from: z.string(),
      kept: z.number(),
      clipped: z.number(),
      dropped: z.number(),
      classes: z.array(
        z.strictObject({
          name: z.string(),
          objects: z.number(),
          clipped: z.number(),
          dropped: z.number(),
          losses: z.array(lossSchema),
        }),
      ),
    }),
  ),
  /** What more variants of images with rare classes would give. */
  balance: z.exactOptional(
    z.strictObject({
      /** The setting: that of the recipe, or `ratio: 1` with its default of `most`. */
      rules: z.strictObject({
        to: z.exactOptional(z.number()),
        ratio: z.exactOptional(z.number()),
        most: z.number(),
        by: z.enum(['objects', 'folders']),
      }),
      images: z.number(),
      classes: z.array(
        z.strictObject({ name: z.string(), before: z.number(), after: z.number(), target: z.number() }),
      ),
    }),
  ),
  /** How many findings there are of each kind. */
  counts: z.array(
    z.strictObject({ kind: z.enum(KIND_NAMES), severity: z.enum(SEVERITIES), count: z.number() }),
  ),
  /** The first thousand of each kind. */
  findings: z.array(findingSchema),
});

export type Report = z.output<typeof reportSchema>;
export type Finding = Report['findings'][number];
export type ReportedClass = Report['classes'][number];
