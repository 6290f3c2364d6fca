import { codecsOf, encode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { Annotations } from '../core/annotations/model.js';
import { drawReduced } from '../core/draw/contact-sheet.js';
import type { Raster } from '../core/engine/raster.js';
import type { Engine } from '../core/engine/run.js';
import type { Recipe } from '../core/recipe/schema.js';
import { decodeUpright, decodeUprightReduced } from '../variants/decode-upright.js';

/** Quality of pictures that are shown and never kept as outputs. */
const SHOWN = { format: 'jpeg', quality: 88, subsampling: '4:4:4' } as const;

/** How an output is shown. */
export interface Look {
  readonly withLabels: boolean;
  /** Of the square that a larger output is reduced to, in pixels. Absent: it is shown in full size. */
  readonly side?: number;
}

/** An output as `run` writes it, with the labels to draw. */
export interface ShownOutput {
  readonly file: Uint8Array;
  readonly annotations: Annotations;
  /** Its key, for messages. */
  readonly name: string;
}

/**
 * An output as the page shows it: what its file decodes to, so that the losses of its format are seen, with the labels drawn in.
 * @returns a JPEG
 */
export async function showOutput(
  { file, annotations, name }: ShownOutput,
  look: Look,
  { limits, decode, modules }: Recipe,
  engine: Engine,
): Promise<Uint8Array> {
  const info = await inspect(file, { name, limits, ...decode }, codecsOf({ modules }));
  const { side } = look;
  const surface = await (side === undefined
    ? decodeUpright(file, info, decode, engine)
    : decodeUprightReduced(file, info, side, decode, engine));
  return engine.consume(surface, (raster) => showRaster(raster, annotations, look));
}

/** Drawing also shows as colours what is none, and transparency as grey. */
export function showRaster(
  raster: Raster,
  annotations: Annotations,
  { withLabels, side }: Look,
): Promise<Uint8Array> {
  const nothing = { ...annotations, objects: [], labelMaps: [], tags: [] };
  const shown = { raster, annotations: withLabels ? annotations : nothing };
  return encode(drawReduced(shown, side ?? Infinity), SHOWN);
}
