import type { Raster } from '../engine/raster.js';
import { cos } from '../math.js';

/** The side of the square that an image is shrunk to before it is hashed, whatever its proportions. */
export const HASHED_SIDE = 64;

/** Frequencies along each axis: 1 to 16 half waves. */
const FREQUENCIES = 16;

/** How many 32-bit words a hash has: 256 bits. */
export const HASH_WORDS = (FREQUENCIES * FREQUENCIES) / 32;

/** Coefficients smaller than this, in levels, are no more than rounding and the noise of a codec. */
const NOISE = 1;

/** Of 256 coefficients. The plainest of 4,500 photographs has 230 above the noise; a plain colour has none, a shade that grows towards a corner a few. */
const LEAST_COEFFICIENTS = 128;

/** `WAVES[k][i]`: half waves that are orthonormal, so that coefficients are in levels. */
const WAVES = Array.from({ length: FREQUENCIES }, (_, k) =>
  Float64Array.from({ length: HASHED_SIDE }, (_unused, i) => wave(k + 1, i)),
);

function wave(frequency: number, i: number): number {
  const angle = (Math.PI * frequency * (2 * i + 1)) / (2 * HASHED_SIDE);
  return Math.sqrt(2 / HASHED_SIDE) * cos(angle);
}

/**
 * 256 bits that stay nearly the same when an image is encoded again, scaled, or made brighter: whether each of the lowest
 * frequencies of its lightness is above their median (the discrete cosine transform of ITU-T T.81 A.3.3 on 64 × 64
 * pixels, the frequency 0 left out). Mirrored and turned images have other hashes.
 * @param raster of 8 bits, 64 × 64 pixels: the whole image, shrunk by means of areas. Transparent pixels count as black, of
 * planes the first counts
 * @returns undefined for an image with so little in it that its hash would be noise, such as one of a single colour
 */
export function perceptualHash(raster: Raster): Uint32Array | undefined {
  const coefficients = transform(lightness(raster));
  const distinct = coefficients.reduce((count, value) => count + Number(Math.abs(value) > NOISE), 0);
  return distinct < LEAST_COEFFICIENTS ? undefined : bitsAbove(coefficients, median(coefficients));
}

/** The number of bits that are set among 32. */
export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Rec. 601's luma in levels. */
function lightness({ data, alpha, channels }: Raster): Float64Array {
  return Float64Array.from({ length: HASHED_SIDE * HASHED_SIDE }, (_, i) => {
    const at = i * channels;
    const grey =
      channels === 1 ? data[at]! : 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    return alpha ? (grey * alpha[i]!) / 255 : grey;
  });
}

/** Rows first, then columns. */
function transform(pixels: Float64Array): Float64Array {
  const rows = new Float64Array(HASHED_SIDE * FREQUENCIES);
  for (let y = 0; y < HASHED_SIDE; y++)
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0;
      for (let x = 0; x < HASHED_SIDE; x++) sum += WAVES[u]![x]! * pixels[y * HASHED_SIDE + x]!;
      rows[y * FREQUENCIES + u] = sum;
    }
  const coefficients = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let v = 0; v < FREQUENCIES; v++)
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0;
      for (let y = 0; y < HASHED_SIDE; y++) sum += WAVES[v]![y]! * rows[y * FREQUENCIES + u]!;
      coefficients[v * FREQUENCIES + u] = sum;
    }
  return coefficients;
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  return (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
}

function bitsAbove(values: Float64Array, limit: number): Uint32Array {
  const words = new Uint32Array(HASH_WORDS);
  values.forEach((value, i) => {
    // Neighbouring frequencies go into different words, so that no band of bits is of one kind.
    if (value > limit) words[i % HASH_WORDS]! |= 1 << (i / HASH_WORDS);
  });
  return words;
}
