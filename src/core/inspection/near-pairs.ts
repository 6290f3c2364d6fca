import { bitCount, HASH_WORDS } from './perceptual-hash.js';

const BAND_BITS = 16;
const BANDS = (HASH_WORDS * 32) / BAND_BITS;
const VALUES = 2 ** BAND_BITS;

/** The largest distance that is searched for: beyond it, different images are found. */
export const MOST_DISTANCE = 3 * BANDS - 1;

/** Up to it, all pairs that were looked at showed the same scene: docs/inspect.md says what is found at which distance. */
export const USUAL_DISTANCE = 40;

/**
 * All pairs of hashes that differ in at most `distance` bits. Nothing is missed: of 16 bands of 16 bits, such a pair has one
 * that differs in at most a sixteenth of the distance, so only hashes whose bands are that near are compared.
 *
 * It holds two copies of the hashes, 64 bytes each, and 8 bytes of order. Time is about 8 · b · n · n / 65,536 comparisons
 * for n hashes, b being 1, 17 or 137 for a distance up to 15, 31 or 47.
 * @param hashes 8 words each, all different
 * @param distance at most `MOST_DISTANCE`
 * @param found gets the indices of the two, each pair once, in no particular order
 * @param onShare gets the share of the work that is done, 0 to 1
 */
export function findNearPairs(
  hashes: Uint32Array,
  distance: number,
  found: (a: number, b: number, distance: number) => void,
  onShare: (share: number) => void = () => undefined,
): void {
  const radius = Math.floor(distance / BANDS);
  const masks = masksWithin(radius);
  for (let band = 0; band < BANDS; band++) {
    const sorted = sortByBand(hashes, band);
    const compare = (i: number, j: number) => {
      const bits = distanceUpTo(sorted.hashes, i, j, distance);
      if (bits > distance || isNearBefore(sorted.hashes, i, j, band, radius)) return;
      found(sorted.order[i]!, sorted.order[j]!, bits);
    };
    for (let value = 0; value < VALUES; value++)
      if (sorted.starts[value]! < sorted.starts[value + 1]!) compareBuckets(sorted, value, masks, compare);
    onShare((band + 1) / BANDS);
  }
}

interface Sorted {
  /** The hashes in the order of one of their bands, so that those that are compared lie together. */
  readonly hashes: Uint32Array;
  /** The index of each. */
  readonly order: Uint32Array;
  /** Where those begin whose band has a value. */
  readonly starts: Uint32Array;
}

function compareBuckets(
  { starts }: Sorted,
  value: number,
  masks: readonly number[],
  compare: (i: number, j: number) => void,
): void {
  const end = starts[value + 1]!;
  for (const mask of masks) {
    const other = value ^ mask;
    if (other < value) continue;
    for (let i = starts[value]!; i < end; i++)
      for (let j = mask === 0 ? i + 1 : starts[other]!; j < starts[other + 1]!; j++) compare(i, j);
  }
}

function sortByBand(hashes: Uint32Array, band: number): Sorted {
  const count = hashes.length / HASH_WORDS;
  const starts = new Uint32Array(VALUES + 1);
  for (let i = 0; i < count; i++) starts[bandOf(hashes, i, band) + 1]!++;
  for (let value = 0; value < VALUES; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const order = new Uint32Array(count);
  const sorted = new Uint32Array(hashes.length);
  for (let i = 0; i < count; i++) {
    const at = next[bandOf(hashes, i, band)]!++;
    order[at] = i;
    for (let word = 0; word < HASH_WORDS; word++)
      sorted[at * HASH_WORDS + word] = hashes[i * HASH_WORDS + word]!;
  }
  return { hashes: sorted, order, starts };
}

function bandOf(hashes: Uint32Array, i: number, band: number): number {
  return (hashes[i * HASH_WORDS + (band >> 1)]! >>> ((band & 1) * BAND_BITS)) & (VALUES - 1);
}

/** Counts no further than it has to. */
function distanceUpTo(hashes: Uint32Array, i: number, j: number, most: number): number {
  let distance = 0;
  for (let word = 0; word < HASH_WORDS && distance <= most; word++)
    distance += bitCount(hashes[i * HASH_WORDS + word]! ^ hashes[j * HASH_WORDS + word]!);
  return distance;
}

/** Whether an earlier band has found the pair. */
function isNearBefore(hashes: Uint32Array, i: number, j: number, band: number, radius: number): boolean {
  for (let earlier = 0; earlier < band; earlier++)
    if (bitCount(bandOf(hashes, i, earlier) ^ bandOf(hashes, j, earlier)) <= radius) return true;
  return false;
}

/** All numbers of 16 bits of which at most so many are set. */
function masksWithin(bits: number): number[] {
  return Array.from({ length: VALUES }, (_, mask) => mask).filter((mask) => bitCount(mask) <= bits);
}
