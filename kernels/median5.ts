// The median of 5 × 5, of vectors. Windows and strides are those of rank.ts.

/**
 * The median of 5 × 5. `source` has one row more than the window of the last row needs. `scratch` has room for twelve
 * lines of `sourceStride` rounded up to a multiple of 16.
 */
export function median5(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, step: i32, depth: i32,
  scratch: usize,
): void {
  const line = (sourceStride + 15) & ~15;
  const pairs = scratch + 4 * line;
  for (let y = 0; y < height; y += 2) {
    const second = y + 1 < height ? target + targetStride : 0;
    if (depth == 8) {
      sortColumns<u8>(source + sourceStride, sourceStride, step, scratch, pairs, line);
      medianOf25<u8>(source, sourceStride, target, second, targetStride, step, scratch, pairs, line);
    } else {
      sortColumns<u16>(source + sourceStride, sourceStride, step, scratch, pairs, line);
      medianOf25<u16>(source, sourceStride, target, second, targetStride, step, scratch, pairs, line);
    }
    source += 2 * sourceStride;
    target += 2 * targetStride;
  }
}

/** Sorts each column of four rows into the lines of `columns`, and each with its neighbour into the eight of `pairs`. */
function sortColumns<T>(row: usize, stride: i32, step: i32, columns: usize, pairs: usize, line: i32): void {
  let i = 0;
  do {
    let at = row + i;
    const p0 = v128.load(at);
    const q0 = v128.load(at + step);
    at += stride;
    const p1 = v128.load(at);
    const q1 = v128.load(at + step);
    at += stride;
    const p2 = v128.load(at);
    const q2 = v128.load(at + step);
    at += stride;
    const p3 = v128.load(at);
    const q3 = v128.load(at + step);

    let low = v128.min<T>(p0, p1);
    let high = v128.max<T>(p0, p1);
    let low2 = v128.min<T>(p2, p3);
    let high2 = v128.max<T>(p2, p3);
    const a0 = v128.min<T>(low, low2);
    const a3 = v128.max<T>(high, high2);
    low = v128.max<T>(low, low2);
    high = v128.min<T>(high, high2);
    const a1 = v128.min<T>(low, high);
    const a2 = v128.max<T>(low, high);

    low = v128.min<T>(q0, q1);
    high = v128.max<T>(q0, q1);
    low2 = v128.min<T>(q2, q3);
    high2 = v128.max<T>(q2, q3);
    const b0 = v128.min<T>(low, low2);
    const b3 = v128.max<T>(high, high2);
    low = v128.max<T>(low, low2);
    high = v128.min<T>(high, high2);
    const b1 = v128.min<T>(low, high);
    const b2 = v128.max<T>(low, high);

    at = columns + i;
    v128.store(at, a0);
    v128.store(at + line, a1);
    v128.store(at + 2 * line, a2);
    v128.store(at + 3 * line, a3);

    // Batcher's merge: those of even rank, those of odd rank, then both.
    low = v128.max<T>(a0, b0);
    high = v128.min<T>(a2, b2);
    const even1 = v128.min<T>(low, high);
    const even2 = v128.max<T>(low, high);
    const even3 = v128.max<T>(a2, b2);
    const odd0 = v128.min<T>(a1, b1);
    low = v128.max<T>(a1, b1);
    high = v128.min<T>(a3, b3);
    const odd1 = v128.min<T>(low, high);
    const odd2 = v128.max<T>(low, high);
    at = pairs + i;
    v128.store(at, v128.min<T>(a0, b0));
    at += line;
    v128.store(at, v128.min<T>(odd0, even1));
    at += line;
    v128.store(at, v128.max<T>(odd0, even1));
    at += line;
    v128.store(at, v128.min<T>(odd1, even2));
    at += line;
    v128.store(at, v128.max<T>(odd1, even2));
    at += line;
    v128.store(at, v128.min<T>(odd2, even3));
    at += line;
    v128.store(at, v128.max<T>(odd2, even3));
    at += line;
    v128.store(at, v128.max<T>(a3, b3));
    i += 16;
  } while (i < stride);
}

/**
 * Two rows at a time: of the 20 samples that their windows share, those of ranks 8–13 can still be medians; each is
 * compared with the five sorted samples of the row that belongs to one window alone. Shared are two pairs of columns and
 * one column more. Pairs of sorted lists, one of them reversed, split into a lower and an upper half (Batcher's bitonic
 * merge), of which only the ranks go on that are needed.
 */
function medianOf25<T>(
  source: usize, sourceStride: i32, target: usize, second: usize, targetStride: i32, step: i32,
  columns: usize, pairs: usize, line: i32,
): void {
  const last = source + 5 * sourceStride;
  let start = i32x4.splat(0);
  let i = 0;
  do {
    let at = pairs + i;
    let to = at + 2 * step + 7 * line;
    let a = v128.load(at);
    let b = v128.load(to);
    const low0 = v128.min<T>(a, b);
    const high0 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low1 = v128.min<T>(a, b);
    const high1 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low2 = v128.min<T>(a, b);
    const high2 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low3 = v128.min<T>(a, b);
    const high3 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low4 = v128.min<T>(a, b);
    const high4 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low5 = v128.min<T>(a, b);
    const high5 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low6 = v128.min<T>(a, b);
    const high6 = v128.max<T>(a, b);
    at += line;
    to -= line;
    a = v128.load(at);
    b = v128.load(to);
    const low7 = v128.min<T>(a, b);
    const high7 = v128.max<T>(a, b);

    // Ranks 4–8 of the 16.
    const s0 = v128.max<T>(
      v128.max<T>(v128.min<T>(low0, low4), v128.min<T>(low1, low5)),
      v128.max<T>(v128.min<T>(low2, low6), v128.min<T>(low3, low7)),
    );
    let u0 = v128.max<T>(low0, low4);
    let u1 = v128.max<T>(low1, low5);
    let u2 = v128.max<T>(low2, low6);
    let u3 = v128.max<T>(low3, low7);
    let v0 = v128.min<T>(u0, u2);
    let v1 = v128.min<T>(u1, u3);
    let v2 = v128.max<T>(u0, u2);
    let v3 = v128.max<T>(u1, u3);
    const s1 = v128.min<T>(v0, v1);
    const s2 = v128.max<T>(v0, v1);
    const s3 = v128.min<T>(v2, v3);
    const s4 = v128.max<T>(v2, v3);
    // Ranks 9–13.
    u0 = v128.min<T>(high0, high4);
    u1 = v128.min<T>(high1, high5);
    u2 = v128.min<T>(high2, high6);
    u3 = v128.min<T>(high3, high7);
    v0 = v128.min<T>(u0, u2);
    v1 = v128.min<T>(u1, u3);
    v2 = v128.max<T>(u0, u2);
    v3 = v128.max<T>(u1, u3);
    const s5 = v128.min<T>(v0, v1);
    const s6 = v128.max<T>(v0, v1);
    const s7 = v128.min<T>(v2, v3);
    const s8 = v128.max<T>(v2, v3);
    const s9 = v128.min<T>(
      v128.min<T>(v128.max<T>(high0, high4), v128.max<T>(high1, high5)),
      v128.min<T>(v128.max<T>(high2, high6), v128.max<T>(high3, high7)),
    );

    // With the fifth column, without the four least.
    at = columns + i + 4 * step;
    u3 = v128.max<T>(s3, v128.load(at));
    u2 = v128.max<T>(s2, v128.load(at + line));
    u1 = v128.max<T>(s1, v128.load(at + 2 * line));
    u0 = v128.max<T>(s0, v128.load(at + 3 * line));
    v0 = v128.min<T>(u0, u2);
    v1 = v128.min<T>(u1, u3);
    v2 = v128.max<T>(u0, u2);
    v3 = v128.max<T>(u1, u3);
    u0 = v128.min<T>(v0, v1);
    u1 = v128.max<T>(v0, v1);
    u2 = v128.min<T>(v2, v3);
    u3 = v128.max<T>(v2, v3);
    // Without the four greatest, sorted.
    const m2 = v128.min<T>(s6, u3);
    const m3 = v128.min<T>(s7, u2);
    const m4 = v128.min<T>(s8, u1);
    const m5 = v128.min<T>(s9, u0);
    u0 = v128.min<T>(s4, m3);
    u1 = v128.min<T>(s5, m4);
    u2 = v128.min<T>(m2, m5);
    v0 = v128.max<T>(s4, m3);
    v1 = v128.max<T>(s5, m4);
    v2 = v128.max<T>(m2, m5);
    a = v128.min<T>(u0, u1);
    b = v128.max<T>(u0, u1);
    u3 = v128.min<T>(b, u2);
    const r3 = v128.max<T>(b, u2);
    const r1 = v128.min<T>(a, u3);
    const r2 = v128.max<T>(a, u3);
    a = v128.min<T>(v0, v1);
    b = v128.max<T>(v0, v1);
    u3 = v128.min<T>(b, v2);
    const r6 = v128.max<T>(b, v2);
    const r4 = v128.min<T>(a, u3);
    const r5 = v128.max<T>(a, u3);

    v128.store(target + i, middleWithRow<T>(r1, r2, r3, r4, r5, r6, source + i, step));
    if (second) {
      const median = middleWithRow<T>(r1, r2, r3, r4, r5, r6, last + i, step);
      v128.store(second + i, median);
      if (i == 0) start = median;
    }
    i += 16;
  } while (i < targetStride);
  // The last vector of the first row lies over the start of the second.
  if (second) v128.store(second, start);
}

/** The median of six sorted samples and of five in a row. */
@inline
function middleWithRow<T>(
  r1: v128, r2: v128, r3: v128, r4: v128, r5: v128, r6: v128, row: usize, step: i32,
): v128 {
  const a = v128.load(row);
  const b = v128.load(row + step);
  const c = v128.load(row + 2 * step);
  const d = v128.load(row + 3 * step);
  const e = v128.load(row + 4 * step);
  let low = v128.min<T>(a, d);
  let high = v128.max<T>(a, d);
  let low2 = v128.min<T>(b, e);
  let high2 = v128.max<T>(b, e);
  const least = v128.min<T>(low, c);
  let middle = v128.max<T>(low, c);
  low = v128.min<T>(low2, high);
  high = v128.max<T>(low2, high);
  const t0 = v128.min<T>(least, low);
  low = v128.max<T>(least, low);
  low2 = v128.min<T>(middle, high2);
  high2 = v128.max<T>(middle, high2);
  const t1 = v128.min<T>(low, low2);
  middle = v128.max<T>(low, low2);
  const top = v128.min<T>(high, high2);
  const t4 = v128.max<T>(high, high2);
  const t2 = v128.min<T>(middle, top);
  const t3 = v128.max<T>(middle, top);
  return v128.min<T>(
    v128.min<T>(v128.min<T>(v128.max<T>(r1, t4), v128.max<T>(r2, t3)), v128.max<T>(r3, t2)),
    v128.min<T>(v128.min<T>(v128.max<T>(r4, t1), v128.max<T>(r5, t0)), r6),
  );
}
