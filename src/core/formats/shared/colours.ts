import { LabelError } from '../../errors.js';
import type { LabelSchema } from '../format.js';
import type { PngDepth } from './png-samples.js';

/** The samples of one pixel: one byte each, or two if the file has 16 bits. */
export type Colour = Uint8Array;

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** The inverse of `hexOf`. */
export function colourOf(hex: string): Colour {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** The palette's bytes, extended with black if the label map has larger values. */
export function paletteBytes(hex: string, entries: number): Uint8Array {
  const palette = new Uint8Array(Math.max(hex.length / 2, 3 * entries));
  palette.set(colourOf(hex));
  return palette;
}

/** Samples of a coloured image. A value without a colour, such as a transform's fill, gets the first colour. */
export function pixelsOfColours(
  values: Uint8Array | Uint16Array,
  colours: readonly Colour[],
  depth: PngDepth,
): Uint8Array | Uint16Array {
  const table = colours.map((colour) => (depth === 16 ? wide(colour) : colour));
  const samples = table[0]!.length;
  const pixels = new (depth === 16 ? Uint16Array : Uint8Array)(values.length * samples);
  values.forEach((value, i) => {
    pixels.set(table[value] ?? table[0]!, i * samples);
  });
  return pixels;
}

function wide(colour: Colour): Uint16Array {
  return Uint16Array.from(
    { length: colour.length / 2 },
    (_, i) => (colour[2 * i]! << 8) | colour[2 * i + 1]!,
  );
}

/**
 * Pascal VOC's 256 colours: the bits of an index, lowest first, go to the highest free bits of red, green, blue in turn
 * (`VOClabelcolormap` of the VOC development kit).
 */
export function vocPalette(): Uint8Array {
  const palette = new Uint8Array(3 * 256);
  for (let index = 0; index < 256; index++)
    for (let bit = 0; bit < 8; bit++) {
      const channel = bit % 3;
      const shift = 7 - Math.floor(bit / 3);
      palette[3 * index + channel]! |= ((index >> bit) & 1) << shift;
    }
  return palette;
}

interface LabelColour {
  readonly name: string;
  /** Absent in a file of names alone. */
  readonly colour?: Colour;
}

/**
 * The lines of a `labelmap.txt`: `name:red,green,blue:parts:actions`, or a name alone; `#` begins a comment.
 * @throws LabelError with the line that cannot be understood
 */
export function parseLabelmap(file: string, text: string): readonly LabelColour[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return [];
    const alone = /^([^:]+):*$/.exec(line.trim());
    if (alone) return [{ name: alone[1]!.trim() }];
    const match = /^(.*?):\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?::.*)?$/.exec(line);
    const colour = match?.slice(2).map(Number);
    if (colour === undefined || colour.some((sample) => sample > 255))
      throw new LabelError(
        { file, line: index + 1 },
        'expected `name:red,green,blue::` with colours of 0 to 255',
      );
    return [{ name: match![1]!.trim(), colour: Uint8Array.from(colour) }];
  });
}

/** Colours of the data set's `labelmap.txt`, in its order; empty if it has no such file. */
export function coloursOfSchema(schema: LabelSchema): readonly Colour[] {
  const file = labelmapOf(schema.extra);
  return file === undefined ? [] : parseLabelmap('labelmap.txt', file).flatMap(({ colour }) => colour ?? []);
}

/** The text of a `labelmap.txt`, as `LabelSchema.extra` holds it. */
export function labelmapOf(extra: LabelSchema['extra']): string | undefined {
  if (typeof extra !== 'object' || extra === null || !('labelmap' in extra)) return undefined;
  return typeof extra.labelmap === 'string' ? extra.labelmap : undefined;
}
