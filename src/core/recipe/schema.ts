import * as z from 'zod';
import { labelOptions } from '../formats/formats.js';
import type { Formats } from '../formats/formats.js';
import { acceptedNames, properName } from '../image-formats.js';
import type { JsonObject } from '../json.js';
import { keyProblem } from '../keys.js';
import { builtInModules, imageFormatsOf } from '../modules.js';
import type { Modules } from '../modules.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import type { Pool } from './pool.js';
import { tiles } from './tiles-schema.js';

/** A transform of the Recipe: its parameters checked, defaults filled in. */
export interface RecipeNode {
  readonly transform: CatalogueEntry;
  readonly p: number;
  /** Parameters without `p` and `transforms`, as the transform's `sample` takes them. */
  readonly parameters: JsonObject;
  /** The transforms below a control; empty for other transforms. */
  readonly children: readonly RecipeNode[];
}

/** What the user wrote, checked, completed and frozen. Names are those of the file. */
export interface Recipe extends Settings {
  /** What it was read with: see `Modules`. */
  readonly modules: Modules;
  /** What to tell of settings that have no effect: sentences that begin with the setting. */
  readonly notes: readonly string[];
  /** What its mixing transforms choose from; it is read apart from the Recipe: see `withPool`. */
  readonly pool?: Pool;
  readonly preprocess: readonly RecipeNode[];
  readonly transforms: readonly RecipeNode[];
}

/** Otherwise a recipe of somebody else could name any file, which `augment pool` would then write. */
const POOL_BELOW =
  'must be a file in the folder of the recipe or below it, such as pool.json, so that a recipe of somebody else reaches no other file; move the pool there';

const minimum = z.number().min(0).default(0);

const decode = z.strictObject({
  dct: z
    .enum(['fast', 'exact'])
    .optional()
    .transform(() => undefined)
    .describe('Without effect: JPEG is always decoded and encoded exactly.')
    .meta({ deprecated: true }),
  exif: z
    .enum(['apply', 'stored'])
    .default('apply')
    .describe('The frame that labels were drawn in: turned as the EXIF tag says, or as stored.'),
  frames: z
    .enum(['refuse', 'first'])
    .default('refuse')
    .describe('Animations and files of several pages: refused, or their first image is used.'),
  cmyk: z
    .enum(['refuse', 'convert'])
    .default('refuse')
    .describe('Images in CMYK: refused, or converted to RGB by their profile, or simply without one.'),
  damaged: z
    .enum(['refuse', 'accept'])
    .default('refuse')
    .describe('Damaged images: refused, or used as far as they can be decoded, with a note.'),
});

const filter = z.strictObject({
  objects: z
    .strictObject({
      empty: z
        .union([z.enum(['keep', 'drop']), z.number().min(0).max(1)], {
          error: 'expected keep, drop, or the share to keep, from 0 to 1',
        })
        .default('keep')
        .describe(
          'Images without objects: all are augmented (keep), none (drop), or the share that their keys decide.',
        ),
      min: z
        .int()
        .min(0)
        .default(0)
        .describe('Images with fewer objects are left out; those without any are left to `empty`.'),
    })
    .prefault({})
    .describe('By the objects in their labels.'),
});

const balance = z
  .strictObject({
    to: z
      .int()
      .min(1)
      .optional()
      .meta({ examples: [500] })
      .describe('How many objects of each class the outputs should have.'),
    ratio: z
      .number()
      .gt(0)
      .max(1)
      .optional()
      .meta({ examples: [0.5] })
      .describe('The same as a share of the objects of the most frequent class.'),
    most: z.int().min(1).max(1_000_000).default(10).describe('Most variants of an image.'),
    by: z
      .enum(['objects', 'folders'])
      .default('objects')
      .describe('Classes: those of the objects in the labels, or the folders that the images lie in.'),
  })
  .refine(({ to, ratio }) => (to === undefined) !== (ratio === undefined), {
    error: 'expected either `to` or `ratio`',
  });

/** `{stem}` is the name of the image without its ending, `{folder}` that of its folder. */
const FILE_PATTERN = /^([^/{}]*(\{folder\})?[^/{}]*\/)*\{stem\}[^/{}]*\.\w+$/;
const MASK_PATTERN = /^([^/{}]*(\{folder\})?[^/{}]*\/)*\{stem\}[^/{}]*\.(png|bmp|tiff?|gif|webp)$/i;
const FILE_EXPECTED = { error: 'expected auto, or a path with {stem}, such as ../labels/{stem}.txt' };
const MASK_EXPECTED = {
  error:
    'expected auto, none, or a path with {stem} that ends in .png, .bmp, .tif, .gif or .webp (JPEG changes the values of masks), such as masks/{stem}.png',
};

function labelsSchema(formats: Formats) {
  return z.strictObject({
    read: z
      .enum(['auto', 'none', ...formats.names])
      .default('auto')
      .describe('Format of the labels; auto: recognised by their files; none: labels are not read.'),
    write: z
      .enum(['same', ...formats.writable])
      .default('same')
      .describe('Format to write; same as read.'),
    masks: z
      .union([z.enum(['auto', 'none']), z.string().regex(MASK_PATTERN, MASK_EXPECTED)], MASK_EXPECTED)
      .default('auto')
      .describe(
        'Which images are masks of others: auto: found by names and content; none: none of them; else the path of a mask from the folder of its image, such as ../masks/{stem}.png.',
      ),
    files: z
      .union([z.literal('auto'), z.string().regex(FILE_PATTERN, FILE_EXPECTED)], FILE_EXPECTED)
      .default('auto')
      .describe(
        'Where the label file of an image lies: auto: found by names and content; else its path from the folder of the image, such as ../labels/{stem}.txt.',
      ),
    on_error: z
      .enum(['reject', 'fatal'])
      .default('reject')
      .describe(
        'A bad label is left out and reported, and fails its image if none is left (reject); or it fails its image (fatal).',
      ),
    min_visibility: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('Share of an object that must stay visible, from the original to the result.'),
    min_area: minimum.describe('Smallest area of a kept object, in square pixels of the result.'),
    min_width: minimum.describe('Smallest width of a kept object, in pixels of the result.'),
    min_height: minimum.describe('Smallest height of a kept object, in pixels of the result.'),
    max_loss: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe(
        'Largest share of the objects of a class that may be missing in the variants; if transforms and rules remove more, nothing is made.',
      ),
    ...labelOptions(formats),
    swap: z
      .record(z.string(), z.string())
      .default({})
      .describe('Names of classes and keypoints that are exchanged in a mirrored image, {left: right}.'),
    classes: z
      .strictObject({
        rename: z.record(z.string(), z.string()).default({}).describe('Classes to rename, {old: new}.'),
        drop: z.array(z.string()).default([]).describe('Classes to leave out, as the files name them.'),
        names: z
          .array(z.string())
          .default([])
          .describe('All classes in a fixed order; empty: those of the data set.'),
      })
      .prefault({})
      .describe('Names of classes.'),
  });
}

function outputSchema(modules: Modules) {
  const formats = imageFormatsOf(modules);
  return z.strictObject({
    format: z
      .enum(['same', ...acceptedNames(formats)])
      .transform((name) => properName(name, formats))
      .prefault('same')
      .describe('Format of the written images.'),
    quality: z
      .union([z.literal('same'), z.int().min(1).max(100)])
      .default(90)
      .describe(
        'Quality of JPEG and WebP; same: that of the JPEG that an image came as (flips, quarter turns and crops are then made without loss), for others 90.',
      ),
    subsampling: z
      .enum(['same', '4:4:4', '4:2:2', '4:2:0'])
      .default('same')
      .describe(
        'Subsampling of the colours in JPEG; same: that of the JPEG that an image came as, for others 4:2:0.',
      ),
    originals: z.boolean().default(false).describe('Whether the preprocessed original is written too.'),
  });
}

type SettingsSchema = ReturnType<typeof createSettingsSchema>;

const settingsSchemas = new WeakMap<Modules, SettingsSchema>();

/** All of a Recipe but its transforms, as the file has it: which formats it can name depends on the modules. */
export function settingsSchemaFor(modules: Modules): SettingsSchema {
  const known = settingsSchemas.get(modules);
  if (known) return known;
  const schema = createSettingsSchema(modules);
  settingsSchemas.set(modules, schema);
  return schema;
}

function createSettingsSchema(modules: Modules) {
  return z.strictObject({
    version: z.literal(1).default(1).describe('Version of this format.'),
    seed: z
      .union([z.int(), z.string()], { error: 'expected a whole number or a text' })
      .default(0)
      .transform(String)
      .describe('Any number or text. Another seed gives other variants.'),
    packages: z
      .array(z.string())
      .default([])
      .describe(
        'Packages of its transforms and label formats. The Recipe is refused if one of them is missing.',
      ),
    variants: z.int().min(0).max(1_000_000).default(1).describe('Number of variants of each image.'),
    filter: filter.prefault({}).describe('Which images are left out.'),
    balance: balance.optional().describe('More variants of images with rare classes.'),
    decode: decode.prefault({}).describe('How images are read.'),
    labels: labelsSchema(modules.formats)
      .prefault({})
      .describe('How labels are read, which objects are kept, and how they are written.'),
    output: outputSchema(modules).prefault({}).describe('What is written, and how.'),
    mix: z
      .strictObject({
        pool: z
          .string()
          .min(1)
          .overwrite((file) => file.replace(/^(\.\/+)+/, '').normalize('NFC'))
          .refine((file) => keyProblem(file) === undefined, POOL_BELOW)
          .meta({ examples: ['pool.json'] })
          .describe('File that `augment pool` wrote, from the folder of the recipe: what is mixed in.'),
      })
      .optional()
      .describe('For Mosaic, MixUp and other transforms that mix in other images.'),
    splits: z
      .strictObject({
        augment: z
          .array(z.string())
          .default(['train'])
          .describe('Splits of the data set that are augmented.'),
        others: z
          .enum(['copy', 'skip'])
          .default('copy')
          .describe('Other splits are copied through preprocess (copy), or left out (skip).'),
      })
      .prefault({})
      .describe('What becomes of training and validation.'),
    tiles: tiles
      .optional()
      .describe('Outputs are cut into tiles, of which each is an image with labels of its own.'),
    limits: z
      .strictObject({
        pixels: z.int().min(1).default(100_000_000).describe('Largest image that is decoded, in pixels.'),
        bytes: z.int().min(1).default(100_000_000).describe('Largest file that is read, in bytes.'),
      })
      .prefault({})
      .describe('Beyond which size an image is refused.'),
  });
}

export const settingsSchema = settingsSchemaFor(builtInModules);

export type Settings = Frozen<z.output<typeof settingsSchema>>;

export type Frozen<T> = T extends object ? { readonly [Key in keyof T]: Frozen<T[Key]> } : T;
