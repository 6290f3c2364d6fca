// Lays samples over others with a weight.

/** The weights of the pairs (target, source), 16 bits each. They add up to 2¹⁴. */
@inline
function pairWeights(weight: i32): v128 {
  return i32x4.splat((weight << 16) | (16384 - weight));
}

/** Four blended samples, rounded, from pairs of 16 bits. */
@inline
function blended(pairs: v128, weights: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.dot_i16x8_s(pairs, weights), i32x4.splat(8192)), 14);
}

export function blendRows(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  samples: i32, height: i32, weight: i32,
): void {
  const weights = pairWeights(weight);
  for (let y = 0; y < height; y++) {
    let x = 0;
    for (; x + 16 <= samples; x += 16) {
      const below = v128.load(target + x);
      const above = v128.load(source + x);
      const below0 = i16x8.extend_low_i8x16_u(below);
      const below1 = i16x8.extend_high_i8x16_u(below);
      const above0 = i16x8.extend_low_i8x16_u(above);
      const above1 = i16x8.extend_high_i8x16_u(above);
      const a = blended(v128.shuffle<i16>(below0, above0, 0, 8, 1, 9, 2, 10, 3, 11), weights);
      const b = blended(v128.shuffle<i16>(below0, above0, 4, 12, 5, 13, 6, 14, 7, 15), weights);
      const c = blended(v128.shuffle<i16>(below1, above1, 0, 8, 1, 9, 2, 10, 3, 11), weights);
      const d = blended(v128.shuffle<i16>(below1, above1, 4, 12, 5, 13, 6, 14, 7, 15), weights);
      v128.store(target + x, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d)));
    }
    for (; x < samples; x++) {
      const sum = <i32>load<u8>(target + x) * (16384 - weight) + <i32>load<u8>(source + x) * weight;
      store<u8>(target + x, <u8>((sum + 8192) >> 14));
    }
    source += sourceStride;
    target += targetStride;
  }
}

export function blendRows16(
  source: usize, sourceStride: i32,
  target: usize, targetStride: i32,
  samples: i32, height: i32, weight: i32,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < samples; x++) {
      const at = <usize>x << 1;
      // At most 65,535 · 2¹⁴ + 2¹³, which fits.
      const sum = <i32>load<u16>(target + at) * (16384 - weight) + <i32>load<u16>(source + at) * weight;
      store<u16>(target + at, <u16>((sum + 8192) >> 14));
    }
    source += sourceStride;
    target += targetStride;
  }
}
