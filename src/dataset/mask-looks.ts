import { decodePng, isPng, PngError } from '../core/formats/shared/png.js';
import type { PngImage } from '../core/formats/shared/png.js';
import { splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { isLookedAt } from './layout.js';

/**
 * What an image looks like, by its pixels. map: one channel (or equal ones) or a palette, with few values. grey: the
 * same with many values. colours: several channels, large areas of few colours. natural: anything else.
 */
export type Looks = 'map' | 'grey' | 'colours' | 'natural';

/** More would cost too much time for a guess. */
const MOST_PIXELS = 40_000_000;
const FEW_VALUES = 64;
const FEW_COLOURS = 256;
/** Each value of a map covers many pixels, also in a small one. */
const PIXELS_PER_VALUE = 16;
/** ADE20K has fewer than 4,096 classes. */
const ADE20K_RED = 150;
/** Share of pixels that are equal to their left neighbour. */
const FLAT = 0.8;

/** Looks at each image once, however many placements it could be a mask at. */
export function lookingOnce(input: Pick<Store, 'read'>): (key: string) => Promise<Looks | undefined> {
  const known = new Map<string, Promise<Looks | undefined>>();
  const look = async (key: string) => {
    if (!isLookedAt(splitEnding(key).ending)) return undefined;
    const stored = await input.read(key);
    return stored && looksOf(stored.bytes);
  };
  return (key) => {
    const looks = known.get(key) ?? look(key);
    known.set(key, looks);
    return looks;
  };
}

/** @returns undefined if the file cannot be read as a PNG */
function looksOf(bytes: Uint8Array): Looks | undefined {
  if (!isPng(bytes)) return undefined;
  try {
    return judge(decodePng(bytes, MOST_PIXELS));
  } catch (error) {
    if (error instanceof PngError) return undefined;
    throw error;
  }
}

function judge(image: PngImage): Looks {
  const { width, height, colour, depth } = image;
  const isSingle = colour === 'grey' || colour === 'indexed' || isGrey(image);
  const { values, flat } = countValues(image, FEW_COLOURS + 1);
  if (!isSingle) return flat >= FLAT && (values <= FEW_COLOURS || isAde20k(image)) ? 'colours' : 'natural';
  const few = depth === 16 ? FEW_COLOURS : FEW_VALUES;
  const most = Math.max(2, Math.min(few, (width * height) / PIXELS_PER_VALUE));
  return values <= most ? 'map' : 'grey';
}

/** True if the channels are equal: many tools write masks so. */
function isGrey({ width, height, colour, data }: PngImage): boolean {
  const samples = data.length / (width * height);
  const colours = colour === 'rgb' || colour === 'rgba' ? 3 : 1;
  for (let at = 0; at < data.length; at += samples)
    for (let s = 1; s < colours; s++) if (data[at] !== data[at + s]) return false;
  return true;
}

/** ADE20K's masks have a colour for each object: the class is red / 10 · 256 + green, and the object is blue. */
function isAde20k({ colour, depth, data }: PngImage): boolean {
  if (colour !== 'rgb' || depth !== 8) return false;
  for (let at = 0; at < data.length; at += 3)
    if (data[at]! % 10 !== 0 || data[at]! > ADE20K_RED) return false;
  return true;
}

/** Counts different pixels, and how many are equal to their left neighbour. @param enough where counting may end */
function countValues({ width, height, depth, data }: PngImage, enough: number) {
  const samples = data.length / (width * height);
  const levels = depth === 16 ? 65_536 : 256;
  const seen = new Set<number>();
  let equal = 0;
  for (let pixel = 0, previous = -1; pixel < width * height; pixel++) {
    let value = 0;
    for (let s = 0; s < samples; s++) value = value * levels + data[pixel * samples + s]!;
    if (value === previous && pixel % width !== 0) equal++;
    else if (seen.size < enough) seen.add(value);
    previous = value;
  }
  return { values: seen.size, flat: equal / Math.max(1, (width - 1) * height) };
}
