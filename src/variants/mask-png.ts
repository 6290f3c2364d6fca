import { codecsOf, decode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { ImageError, LabelError } from '../core/errors.js';
import type { Raster } from '../core/engine/raster.js';
import type { LabelFile } from '../core/formats/format.js';
import { encodePng, isPng } from '../core/formats/shared/png.js';
import type { Recipe } from '../core/recipe/schema.js';

/**
 * A mask as PNG, which label formats read: BMP, TIFF, GIF and WebP with the same values. Equal channels become grey, and
 * indices of a palette become their colours. Other label files stay as they are.
 * @throws LabelError if the file cannot be read, or its coding changes values
 */
export async function asPng(file: LabelFile, recipe: Recipe): Promise<LabelFile> {
  if (file.role === 'labels' || isPng(file.bytes)) return file;
  try {
    return { ...file, bytes: encodeMask(await decodeMask(file, recipe)) };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    throw new LabelError({ file: file.key }, error.message.replace(`${file.key}: `, ''));
  }
}

async function decodeMask({ key, bytes }: LabelFile, recipe: Recipe): Promise<Raster> {
  const { limits, decode: options } = recipe;
  const info = await inspect(bytes, { name: key, limits, ...options }, codecsOf(recipe));
  if (info.isLossy)
    throw new ImageError(
      'it is compressed with losses, which changes the values of pixels; save the mask as PNG',
    );
  if (info.bits > 8)
    throw new ImageError(
      `it has ${info.bits} bits per sample; save the mask as PNG, which is read with all of them`,
    );
  if (info.planes !== undefined)
    throw new ImageError(`it has ${info.planes} planes that are no colours; save the mask as PNG, with one`);
  return decode(bytes, info, options);
}

function encodeMask({ width, height, channels, data, alpha }: Raster): Uint8Array {
  const common = { width, height, depth: 8 } as const;
  const isOpaque = alpha?.every((value) => value === 255) ?? true;
  if (isOpaque && isGrey(data, channels))
    return encodePng({ ...common, colour: 'grey', data: data.filter((_, i) => i % channels === 0) });
  if (isOpaque) return encodePng({ ...common, colour: 'rgb', data });
  const samples = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) samples[4 * i + c] = data[i * channels + (c % channels)]!;
    samples[4 * i + 3] = alpha![i]!;
  }
  return encodePng({ ...common, colour: 'rgba', data: samples });
}

function isGrey(data: Raster['data'], channels: number): boolean {
  return data.every((value, i) => value === data[i - (i % channels)]);
}
