// The median of 3 × 3, of vectors. Windows and strides are those of rank.ts.

/** The median of 3 × 3. `source` has one row more than the window of the last row needs. */
export function median3(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, step: i32, depth: i32,
): void {
  if (depth == 8) medianOf9<u8>(source, sourceStride, target, targetStride, height, step);
  else medianOf9<u16>(source, sourceStride, target, targetStride, height, step);
}

/**
 * Two rows at a time: of the six samples that their windows share, those of ranks 2–5 can still be medians; each is
 * compared with the three sorted samples of the row that belongs to one window alone.
 */
@inline
function medianOf9<T>(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, step: i32,
): void {
  for (let y = 0; y < height; y += 2) {
    const isPair = y + 1 < height;
    const row1 = source + sourceStride;
    const row2 = row1 + sourceStride;
    const row3 = row2 + sourceStride;
    const next = target + targetStride;
    let start = i32x4.splat(0);
    let i = 0;
    do {
      const b0 = v128.load(row1 + i);
      const c0 = v128.load(row2 + i);
      const b1 = v128.load(row1 + i + step);
      const c1 = v128.load(row2 + i + step);
      const b2 = v128.load(row1 + i + 2 * step);
      const c2 = v128.load(row2 + i + 2 * step);
      const l0 = v128.min<T>(b0, c0);
      const h0 = v128.max<T>(b0, c0);
      const l1 = v128.min<T>(b1, c1);
      const h1 = v128.max<T>(b1, c1);
      const l2 = v128.min<T>(b2, c2);
      const h2 = v128.max<T>(b2, c2);
      // The lower samples without their least, and the higher ones without their greatest.
      const p = v128.max<T>(l0, l1);
      const q = v128.max<T>(v128.min<T>(l0, l1), l2);
      const r = v128.min<T>(h0, h1);
      const s = v128.min<T>(v128.max<T>(h0, h1), h2);
      const low0 = v128.min<T>(p, q);
      const low1 = v128.max<T>(p, q);
      const high0 = v128.min<T>(r, s);
      const high1 = v128.max<T>(r, s);
      const s1 = v128.min<T>(low0, high0);
      const x = v128.max<T>(low0, high0);
      const z = v128.min<T>(low1, high1);
      const s4 = v128.max<T>(low1, high1);
      const s2 = v128.min<T>(x, z);
      const s3 = v128.max<T>(x, z);
      const first = fifthOfNine<T>(s1, s2, s3, s4, source + i, step);
      const second = fifthOfNine<T>(s1, s2, s3, s4, row3 + i, step);
      v128.store(target + i, first);
      if (isPair) v128.store(next + i, second);
      if (i == 0) start = second;
      i += 16;
    } while (i < targetStride);
    // The last vector of the first row lies over the start of the second.
    if (isPair) v128.store(next, start);
    source = row2;
    target = next + targetStride;
  }
}

/** The median of the samples of a row and of six others, whose ranks 2–5 are given. */
@inline
function fifthOfNine<T>(s1: v128, s2: v128, s3: v128, s4: v128, row: usize, step: i32): v128 {
  const a = v128.load(row);
  const b = v128.load(row + step);
  const c = v128.load(row + 2 * step);
  const low = v128.min<T>(a, b);
  const high = v128.max<T>(a, b);
  const middle = v128.min<T>(high, c);
  const t3 = v128.max<T>(high, c);
  const t1 = v128.min<T>(low, middle);
  const t2 = v128.max<T>(low, middle);
  return v128.min<T>(
    v128.min<T>(v128.max<T>(s1, t3), v128.max<T>(s2, t2)),
    v128.min<T>(v128.max<T>(s3, t1), s4),
  );
}
