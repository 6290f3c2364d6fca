import { unzlibSync, zlibSync } from 'fflate';
import { crc32, packRow, passesOf, samplesPerPixel, unfilter, unpackRow } from './png-samples.js';
import type { PngColour, PngDepth } from './png-samples.js';

/**
 * PNG for label maps. Every value comes back unchanged (palette indices stay indices, 16 bits stay 16 bits), which
 * general image codecs do not guarantee. Specification: https://www.w3.org/TR/png-3/
 */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  readonly depth: PngDepth;
  readonly colour: PngColour;
  /** One element a sample, rows from the top; 16-bit samples in a Uint16Array. */
  readonly data: Uint8Array | Uint16Array;
  /** Red, green, blue of each index. */
  readonly palette?: Uint8Array;
  /** The bytes of the `tRNS` chunk. */
  readonly transparency?: Uint8Array;
}

/** The file is no PNG, or a kind of PNG that is not supported. The caller knows the file's name. */
export class PngError extends Error {
  override readonly name = 'PngError';
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const COLOUR_TYPES: Readonly<Record<PngColour, number>> = {
  grey: 0,
  rgb: 2,
  indexed: 3,
  'grey-alpha': 4,
  rgba: 6,
};
const DEPTHS: Readonly<Record<PngColour, readonly number[]>> = {
  grey: [1, 2, 4, 8, 16],
  rgb: [8, 16],
  indexed: [1, 2, 4, 8],
  'grey-alpha': [8, 16],
  rgba: [8, 16],
};

/** True if the bytes begin like a PNG file. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/**
 * @param maximumPixels checked against the header, before anything is decompressed
 * @throws PngError with what is wrong
 */
export function decodePng(bytes: Uint8Array, maximumPixels: number): PngImage {
  if (!isPng(bytes)) throw new PngError('this is not a PNG file');
  const { header, palette, transparency, compressed } = collectChunks(bytes);
  if (header === undefined) throw new PngError('the PNG file has no header');
  const { width, height, depth, colour, interlaced } = readHeader(header);
  if (width * height > maximumPixels)
    throw new PngError(`the PNG is ${width}×${height}, more than the ${maximumPixels} pixels allowed`);
  if (colour === 'indexed' && palette === undefined) throw new PngError('the PNG file has no palette');
  const data = decodeSamples(compressed, { width, height, depth, colour }, interlaced);
  return {
    width,
    height,
    depth,
    colour,
    data,
    ...(palette && colour === 'indexed' ? { palette } : {}),
    ...(transparency ? { transparency } : {}),
  };
}

/** The file's bytes: unfiltered rows, one `IDAT`, nothing that depends on the machine or the time. */
export function encodePng(image: PngImage): Uint8Array {
  const { width, height, depth, colour } = image;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, COLOUR_TYPES[colour], 0, 0, 0], 8);
  const rowSamples = width * samplesPerPixel(colour);
  const rowBytes = Math.ceil((rowSamples * depth) / 8);
  const rows = new Uint8Array(height * (rowBytes + 1));
  for (let y = 0; y < height; y++)
    packRow(image.data.subarray(y * rowSamples, (y + 1) * rowSamples), depth, rows, y * (rowBytes + 1) + 1);
  return concatenate([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    ...(image.palette ? [chunk('PLTE', image.palette)] : []),
    ...(image.transparency ? [chunk('tRNS', image.transparency)] : []),
    chunk('IDAT', zlibSync(rows, { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

interface Chunks {
  readonly header: Uint8Array | undefined;
  readonly palette: Uint8Array | undefined;
  readonly transparency: Uint8Array | undefined;
  readonly compressed: Uint8Array;
}

/** Collects only what pixels need: text, profiles and the like are never unpacked. */
function collectChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = new Map<string, Uint8Array>();
  const data: Uint8Array[] = [];
  let offset = SIGNATURE.length;
  let type = '';
  while (type !== 'IEND') {
    if (offset + 12 > bytes.length) throw new PngError('the PNG file is cut off');
    const length = view.getUint32(offset);
    const end = offset + 8 + length;
    if (end + 4 > bytes.length) throw new PngError('the PNG file is cut off');
    type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (view.getUint32(end) !== crc32(bytes.subarray(offset + 4, end)))
      throw new PngError(`the PNG file is damaged (checksum of ${type})`);
    const body = bytes.subarray(offset + 8, end);
    if (type === 'IDAT') data.push(body);
    else if (!first.has(type)) first.set(type, body);
    offset = end + 4;
  }
  return {
    header: first.get('IHDR'),
    palette: first.get('PLTE')?.slice(),
    transparency: first.get('tRNS')?.slice(),
    compressed: concatenate(data),
  };
}

function readHeader(header: Uint8Array) {
  if (header.length !== 13) throw new PngError('the PNG header has a wrong length');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, type, compression, filter, interlace] = [8, 9, 10, 11, 12].map((at) => view.getUint8(at));
  const colour = (Object.keys(COLOUR_TYPES) as PngColour[]).find((name) => COLOUR_TYPES[name] === type);
  const understood =
    colour !== undefined &&
    DEPTHS[colour].includes(depth!) &&
    compression === 0 &&
    filter === 0 &&
    interlace! <= 1 &&
    width > 0 &&
    height > 0;
  if (!understood) throw new PngError('the PNG header holds values that the standard does not allow');
  return { width, height, depth: depth as PngDepth, colour, interlaced: interlace === 1 };
}

function decodeSamples(
  compressed: Uint8Array,
  { width, height, depth, colour }: Pick<PngImage, 'width' | 'height' | 'depth' | 'colour'>,
  interlaced: boolean,
): Uint8Array | Uint16Array {
  const samples = samplesPerPixel(colour);
  const passes = passesOf(width, height, interlaced);
  const rowBytes = passes.map((pass) => Math.ceil((pass.width * samples * depth) / 8));
  const total = passes.reduce((sum, pass, index) => sum + pass.height * (rowBytes[index]! + 1), 0);
  const raw = inflate(compressed, total);
  const data = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * samples);
  const stride = Math.max(1, (samples * depth) >> 3);
  let offset = 0;
  passes.forEach((pass, index) => {
    const length = rowBytes[index]!;
    const row = new (depth === 16 ? Uint16Array : Uint8Array)(pass.width * samples);
    let above = new Uint8Array(length);
    for (let y = 0; y < pass.height; y++, offset += length + 1) {
      const line = raw.subarray(offset + 1, offset + 1 + length);
      if (!unfilter(raw[offset]!, line, above, stride))
        throw new PngError('the PNG has an unknown row filter');
      above = line;
      unpackRow(line, depth, row);
      const target = ((pass.y + y * pass.stepY) * width + pass.x) * samples;
      for (let x = 0; x < pass.width; x++)
        for (let c = 0; c < samples; c++) data[target + x * pass.stepX * samples + c] = row[x * samples + c]!;
    }
  });
  return data;
}

/** The result cannot grow beyond the size that the header announces, however far the data would expand. */
function inflate(compressed: Uint8Array, total: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(total);
  let inflated: Uint8Array;
  try {
    inflated = unzlibSync(compressed, { out });
  } catch (cause) {
    throw new PngError('the pixels of the PNG cannot be decompressed', { cause });
  }
  if (inflated.length < total) throw new PngError('the PNG has fewer rows than its header says');
  return out;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const result = new Uint8Array(body.length + 12);
  const view = new DataView(result.buffer);
  view.setUint32(0, body.length);
  for (let index = 0; index < 4; index++) result[4 + index] = type.charCodeAt(index);
  result.set(body, 8);
  view.setUint32(body.length + 8, crc32(result.subarray(4, body.length + 8)));
  return result;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
