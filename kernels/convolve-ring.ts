// Correlation with 3 × 3 weights, such as those that sharpen. Source and target as in convolve.ts.
import { highPairs, lowPairs, weighHigh, weighLow } from './convolve';

/**
 * The sums of `convolvePairs` for 3 × 3 taps, of which all but the one in the middle have one weight: `weights` has theirs and that of the
 * middle, 16 bits each. The eight samples are added before they are weighted. `step`: bytes from a pixel to the next.
 */
export function convolveRing(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, step: i32, weights: i32, bits: i32,
): void {
  const half = i32x4.splat(1 << (bits - 1));
  const both = i32x4.splat(weights);
  for (let y = 0; y < height; y++) {
    const above = source;
    const middle = source + sourceStride;
    const below = middle + sourceStride;
    let i = 0;
    do {
      const a = v128.load(above + i);
      const b = v128.load(above + i + step);
      const c = v128.load(above + i + 2 * step);
      const d = v128.load(middle + i);
      const centre = v128.load(middle + i + step);
      const e = v128.load(middle + i + 2 * step);
      const f = v128.load(below + i);
      const g = v128.load(below + i + step);
      const h = v128.load(below + i + 2 * step);
      const low = i16x8.add(
        i16x8.add(addedPairs(lowPairs(a, b)), addedPairs(lowPairs(c, d))),
        i16x8.add(addedPairs(lowPairs(e, f)), addedPairs(lowPairs(g, h))),
      );
      const high = i16x8.add(
        i16x8.add(addedPairs(highPairs(a, b)), addedPairs(highPairs(c, d))),
        i16x8.add(addedPairs(highPairs(e, f)), addedPairs(highPairs(g, h))),
      );
      const lowCentre = i16x8.extend_low_i8x16_u(centre);
      const highCentre = i16x8.extend_high_i8x16_u(centre);
      v128.store(
        target + i,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(
            i32x4.shr_s(i32x4.add(half, weighLow(low, lowCentre, both)), bits),
            i32x4.shr_s(i32x4.add(half, weighHigh(low, lowCentre, both)), bits),
          ),
          i16x8.narrow_i32x4_s(
            i32x4.shr_s(i32x4.add(half, weighLow(high, highCentre, both)), bits),
            i32x4.shr_s(i32x4.add(half, weighHigh(high, highCentre, both)), bits),
          ),
        ),
      );
      i += 16;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}

@inline
function addedPairs(v: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(v);
}
