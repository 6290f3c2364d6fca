import { codecsOf, encode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { Annotations } from '../core/annotations/model.js';
import { drawAnnotations } from '../core/draw/labels.js';
import type { Raster } from '../core/engine/raster.js';
import type { Engine } from '../core/engine/run.js';
import type { Recipe } from '../core/recipe/schema.js';
import { decodeUpright } from '../variants/decode-upright.js';

/** Quality of pictures that are shown and never kept as outputs. */
const SHOWN = { format: 'jpeg', quality: 88, subsampling: '4:4:4' } as const;

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
  withLabels: boolean,
  { limits, decode, modules }: Recipe,
  engine: Engine,
): Promise<Uint8Array> {
  const info = await inspect(file, { name, limits, ...decode }, codecsOf({ modules }));
  const surface = await decodeUpright(file, info, decode, engine);
  return engine.consume(surface, (raster) => showRaster(raster, annotations, withLabels));
}

/** Drawing also shows as colours what is none, and transparency as grey. */
export function showRaster(
  raster: Raster,
  annotations: Annotations,
  withLabels: boolean,
): Promise<Uint8Array> {
  const nothing = { ...annotations, objects: [], labelMaps: [], tags: [] };
  return encode(drawAnnotations(raster, withLabels ? annotations : nothing), SHOWN);
}
