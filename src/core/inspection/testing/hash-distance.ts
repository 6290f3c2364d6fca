import { bitCount, HASH_WORDS } from '../perceptual-hash.js';

/** How many bits of two hashes differ, 0 to 256. */
export function hashDistance(a: Uint32Array, b: Uint32Array): number {
  let distance = 0;
  for (let i = 0; i < HASH_WORDS; i++) distance += bitCount(a[i]! ^ b[i]!);
  return distance;
}
