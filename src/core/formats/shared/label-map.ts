import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type { LabelMap } from '../../annotations/model.js';
import type { LabelContext, LabelFile } from '../format.js';
import { colourOf, coloursOfSchema, hexOf, paletteBytes, pixelsOfColours } from './colours.js';
import type { Colour } from './colours.js';
import { decodePng, encodePng, PngError } from './png.js';
import type { PngImage } from './png.js';
import { namesOfValues, type MaskValues } from './value-names.js';
import type { PngColour, PngDepth } from './png-samples.js';

/** Content of a label map's file besides its values, as `LabelMap.extra` holds it. */
interface LabelMapFile {
  readonly depth: PngDepth;
  readonly colour: PngColour;
  /** `PLTE` and `tRNS` in hexadecimal. */
  readonly palette?: string;
  readonly transparency?: string;
  /** For a coloured image: the samples of each value of the label map, in hexadecimal. */
  readonly colours?: readonly string[];
}

const VOID = 255;
const MAXIMUM_COLOURS = 65_536;

/**
 * A label map from its PNG. Palette indices and grey values become its values unchanged. A coloured image becomes
 * indices into its colours, with those of `labelmap.txt` first.
 * @throws LabelError when the file cannot be read or has another size than the image
 */
export function readLabelMap(
  file: LabelFile,
  context: LabelContext,
  kind: LabelMap['kind'],
  name: string,
): LabelMap {
  const png = decode(file, context);
  const { width, height } = png;
  if (png.colour === 'grey' || png.colour === 'indexed') {
    const { depth, colour, palette, transparency } = png;
    const source: LabelMapFile = {
      depth,
      colour,
      ...(palette ? { palette: hexOf(palette) } : {}),
      ...(transparency ? { transparency: hexOf(transparency) } : {}),
    };
    const colours = colour === 'indexed' ? coloursOfPalette(palette) : {};
    const marksVoid = depth === 8 && palette?.length === 3 * 256;
    return {
      ...{ kind, name, width, height, data: png.data, extra: asExtra(source) },
      ...(marksVoid ? { void: VOID } : {}),
      ...(kind === 'semantic' ? namesOfValues(colours, context.schema) : {}),
    };
  }
  const { values, colours } = indexColours(png, file, coloursOfSchema(context.schema));
  const source: LabelMapFile = { depth: png.depth, colour: png.colour, colours };
  const names = kind === 'semantic' ? namesOfValues({ colours }, context.schema) : {};
  return { kind, name, width, height, data: values, extra: asExtra(source), ...names };
}

/**
 * The PNG of a label map, with bit depth, palette and colours of its original file as long as its values fit.
 * @param fallback for a label map without an original PNG; 16 bits if the values need them
 */
export function writeLabelMap(
  labelMap: LabelMap,
  fallback: { readonly palette?: Uint8Array } = {},
): Uint8Array {
  const { width, height, data } = labelMap;
  const source = memoryOf(labelMap) ?? freshFile(labelMap, fallback.palette);
  if (source.colours) {
    const pixels = pixelsOfColours(data, source.colours.map(colourOf), source.depth);
    return encodePng({ width, height, depth: source.depth, colour: source.colour, data: pixels });
  }
  const largest = largestOf(data);
  const depth = depthFor(source.depth, largest);
  const colour = depth === 16 ? 'grey' : source.colour;
  const palette = colour === 'indexed' ? paletteBytes(source.palette ?? '', largest + 1) : undefined;
  return encodePng({
    ...{ width, height, depth, colour, data },
    ...(palette ? { palette } : {}),
    ...(source.transparency && depth !== 16 ? { transparency: colourOf(source.transparency) } : {}),
  });
}

function decode(file: LabelFile, context: LabelContext): PngImage {
  const { width, height } = context;
  let png: PngImage;
  try {
    png = decodePng(file.bytes, width * height);
  } catch (error) {
    if (!(error instanceof PngError)) throw error;
    throw new LabelError({ file: file.key }, error.message);
  }
  if (png.width !== width || png.height !== height)
    throw new LabelError(
      { file: file.key },
      `the mask is ${png.width}×${png.height}, its image ${width}×${height}; they must be the same`,
    );
  return png;
}

/** Values in the order of `known`, then of appearance, so that the same file always gives the same label map. */
function indexColours(png: PngImage, file: LabelFile, known: readonly Colour[]) {
  const samples = png.data.length / (png.width * png.height);
  const indices = new Map<string, number>();
  const opaque = samples === 4 ? 'ff' : '';
  if (samples >= 3 && png.depth === 8)
    for (const colour of known) indices.set(hexOf(colour) + opaque, indices.size);
  const values = new Uint16Array(png.width * png.height);
  const bytes = png.depth === 16 ? bigEndian(png.data) : (png.data as Uint8Array);
  const size = (samples * png.depth) / 8;
  for (let i = 0, previous = '', index = 0; i < values.length; i++) {
    const key = hexOf(bytes.subarray(i * size, (i + 1) * size));
    if (key !== previous || i === 0) {
      index = indices.get(key) ?? indices.size;
      indices.set(key, index);
      previous = key;
    }
    if (indices.size > MAXIMUM_COLOURS)
      throw new LabelError({ file: file.key }, `more than ${MAXIMUM_COLOURS} colours: this is no mask`);
    values[i] = index;
  }
  return { values: indices.size <= 256 ? Uint8Array.from(values) : values, colours: [...indices.keys()] };
}

function coloursOfPalette(palette: Uint8Array | undefined): MaskValues {
  const hex = hexOf(palette ?? new Uint8Array());
  return { colours: Array.from({ length: hex.length / 6 }, (_, i) => hex.slice(6 * i, 6 * i + 6)) };
}

function bigEndian(data: Uint8Array | Uint16Array): Uint8Array {
  const bytes = new Uint8Array(data.length * 2);
  data.forEach((value, i) => {
    bytes.set([value >> 8, value & 255], 2 * i);
  });
  return bytes;
}

function largestOf(data: Uint8Array | Uint16Array): number {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, value);
  return largest;
}

function depthFor(depth: PngDepth, largest: number): PngDepth {
  if (largest > 255) return 16;
  return largest >= 1 << depth ? 8 : depth;
}

function freshFile(labelMap: LabelMap, palette: Uint8Array | undefined): LabelMapFile {
  if (labelMap.data instanceof Uint16Array) return { depth: 16, colour: 'grey' };
  return palette ? { depth: 8, colour: 'indexed', palette: hexOf(palette) } : { depth: 8, colour: 'grey' };
}

function asExtra(source: LabelMapFile): Json {
  return { png: { ...source } };
}

/** For a mask of colours: the colour of each value, six hexadecimal digits. */
export function coloursOfMap(labelMap: LabelMap): readonly string[] | undefined {
  return memoryOf(labelMap)?.colours?.map((samples) => samples.slice(0, 6));
}

function memoryOf({ extra }: LabelMap): LabelMapFile | undefined {
  if (typeof extra !== 'object' || extra === null || !('png' in extra)) return undefined;
  return extra.png as unknown as LabelMapFile;
}
