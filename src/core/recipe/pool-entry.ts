import * as z from 'zod';
import { annotationsToJson } from '../annotations/json.js';
import type { Annotations } from '../annotations/model.js';
import type { Json } from '../json.js';
import { keyProblem } from '../keys.js';
import type { Frame } from '../geometry/types.js';
import type { Depth } from '../plan/depth.js';

const side = z.int().positive();
/** No key leads out of the root. */
const keyField = z.string().refine((key) => keyProblem(key) === undefined, 'it is no key');
/** A Source that may be mixed into others. */
export interface PoolEntry extends Frame {
  readonly key: string;
  /** Of the image's bytes. */
  readonly sha256: string;
  /** Size of the image's file in bytes. Its width and height are as displayed: after EXIF orientation. */
  readonly size: number;
  readonly channels: 1 | 3;
  readonly depth: Depth;
  readonly alpha: boolean;
  /**
   * Where it is opaque by at least a half, in that frame: COCO's compressed run lengths, as `opaqueText` writes them. Every
   * entry with alpha has it: labels below follow from it before a pixel is read.
   */
  readonly opaque?: string;
  /** Labels in that frame, with the classes as the files have them: see `annotationsToJson`. */
  readonly annotations: Json;
  /**
   * SHA-256 of its label files and of what gives them their meaning; absent for an image without labels. It shows whether
   * `annotations` are still those of the files, and decides no variant.
   */
  readonly labels?: string;
  /** Where its label files lie, if it has label maps: these are no part of `annotations`. */
  readonly masks?: PoolMasks;
}

export interface PoolMasks {
  readonly format: string;
  readonly files: readonly {
    readonly role: 'labels' | 'semantic' | 'instance';
    readonly key: string;
    readonly sha256: string;
  }[];
}

const entryFields: z.ZodType<PoolEntry> = z.strictObject({
  key: keyField,
  sha256: z.hash('sha256'),
  size: z.int().nonnegative(),
  width: side,
  height: side,
  channels: z.literal([1, 3]),
  depth: z.literal([8, 16]),
  alpha: z.boolean(),
  opaque: z.exactOptional(z.string()),
  annotations: z.custom<Json>((value) => value !== undefined),
  labels: z.exactOptional(z.hash('sha256')),
  masks: z.exactOptional(
    z.strictObject({
      format: z.string(),
      files: z.array(
        z.strictObject({
          role: z.enum(['labels', 'semantic', 'instance']),
          key: keyField,
          sha256: z.hash('sha256'),
        }),
      ),
    }),
  ),
});

export const entrySchema = entryFields.refine(({ alpha, opaque }) => !alpha || opaque !== undefined, {
  path: ['opaque'],
  message: 'it is missing, as in pools of earlier versions',
});

/** The entry of a Source with such labels. */
export function poolEntry(
  facts: Omit<PoolEntry, 'annotations' | 'width' | 'height'>,
  labels: Annotations,
): PoolEntry {
  const { width, height } = labels;
  return { ...facts, width, height, annotations: annotationsToJson(labels) };
}

/** What the image takes decoded. */
export function decodedBytesOf({ width, height, channels, depth, alpha }: PoolEntry): number {
  return (width * height * (channels + Number(alpha)) * depth) / 8;
}
