// Order statistics: each sample becomes the median, the least or the greatest of those around it in its channel.
// `source` is padded (`padReplicated`), so that the window of sample i of a row begins at byte i of the padded row;
// strides and `step`, from a pixel to the next, are in bytes. Vectors write up to 63 bytes beyond the last sample.

/** Copies the rows from `top` to `bottom` with `radius` more pixels on every side, those at the edge. */
export function padReplicated(
  source: usize, target: usize, width: i32, height: i32, bytesPerPixel: i32, radius: i32, top: i32, bottom: i32,
): void {
  const stride = width * bytesPerPixel;
  for (let y = top - radius; y < bottom + radius; y++) {
    const row = source + <usize>max(0, min(height - 1, y)) * stride;
    target = repeatPixel(target, row, radius, bytesPerPixel);
    memory.copy(target, row, stride);
    target = repeatPixel(target + stride, row + stride - bytesPerPixel, radius, bytesPerPixel);
  }
}

@inline
function repeatPixel(target: usize, pixel: usize, times: i32, bytesPerPixel: i32): usize {
  for (let i = 0; i < times; i++) {
    for (let c = 0; c < bytesPerPixel; c++) store<u8>(target + c, load<u8>(pixel + c));
    target += bytesPerPixel;
  }
  return target;
}

/** The least or the greatest of the samples at `count` offsets in bytes (32 bits each), at least one. */
export function foldTaps(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
  greatest: bool, depth: i32,
): void {
  if (depth == 8) {
    if (greatest) fold<u8>(source, sourceStride, target, targetStride, height, taps, count, true);
    else fold<u8>(source, sourceStride, target, targetStride, height, taps, count, false);
  } else {
    if (greatest) fold<u16>(source, sourceStride, target, targetStride, height, taps, count, true);
    else fold<u16>(source, sourceStride, target, targetStride, height, taps, count, false);
  }
}

@inline
function fold<T>(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, taps: usize, count: i32,
  greatest: bool,
): void {
  const tapsEnd = taps + 4 * count;
  for (let y = 0; y < height; y++) {
    let i = 0;
    do {
      const first = source + i + load<i32>(taps);
      let a = v128.load(first);
      let b = v128.load(first, 16);
      for (let tap = taps + 4; tap < tapsEnd; tap += 4) {
        const at = source + i + load<i32>(tap);
        a = greatest ? v128.max<T>(a, v128.load(at)) : v128.min<T>(a, v128.load(at));
        b = greatest ? v128.max<T>(b, v128.load(at, 16)) : v128.min<T>(b, v128.load(at, 16));
      }
      v128.store(target + i, a);
      v128.store(target + i, b, 16);
      i += 32;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}

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

/**
 * The median of `size` × `size` samples of 8 bits, size at most 21: bit by bit, the greatest value that is not above
 * more than half of them. `source` is changed: samples become signed numbers, for which there is a faster comparison.
 * Counts begin at −128, and stay at 127 from there on.
 */
export function medianByCounting(
  source: usize, sourceStride: i32, target: usize, targetStride: i32, height: i32, step: i32, size: i32,
): void {
  const flip = i8x16.splat(-128);
  const most = i8x16.splat(<i8>(((size * size - 1) >> 1) - 128));
  for (let at = source, end = source + sourceStride * (height + size - 1); at < end; at += 16) {
    v128.store(at, v128.xor(v128.load(at), flip));
  }
  for (let y = 0; y < height; y++) {
    let i = 0;
    do {
      let a = flip;
      let b = flip;
      let c = flip;
      let d = flip;
      for (let bit: i32 = 128; bit > 0; bit >>= 1) {
        const raised = i8x16.splat(<i8>bit);
        const higherA = v128.xor(a, raised);
        const higherB = v128.xor(b, raised);
        const higherC = v128.xor(c, raised);
        const higherD = v128.xor(d, raised);
        let belowA = flip;
        let belowB = belowA;
        let belowC = belowA;
        let belowD = belowA;
        let row = source + i;
        for (const end = row + sourceStride * size; row < end; row += sourceStride) {
          let at = row;
          const rowEnd = row + step * size;
          do {
            belowA = i8x16.sub_sat_s(belowA, i8x16.gt_s(higherA, v128.load(at)));
            belowB = i8x16.sub_sat_s(belowB, i8x16.gt_s(higherB, v128.load(at, 16)));
            belowC = i8x16.sub_sat_s(belowC, i8x16.gt_s(higherC, v128.load(at, 32)));
            belowD = i8x16.sub_sat_s(belowD, i8x16.gt_s(higherD, v128.load(at, 48)));
            at += step;
          } while (at < rowEnd);
        }
        a = v128.bitselect(higherA, a, i8x16.le_s(belowA, most));
        b = v128.bitselect(higherB, b, i8x16.le_s(belowB, most));
        c = v128.bitselect(higherC, c, i8x16.le_s(belowC, most));
        d = v128.bitselect(higherD, d, i8x16.le_s(belowD, most));
      }
      v128.store(target + i, v128.xor(a, flip));
      v128.store(target + i, v128.xor(b, flip), 16);
      v128.store(target + i, v128.xor(c, flip), 32);
      v128.store(target + i, v128.xor(d, flip), 48);
      i += 64;
    } while (i < targetStride);
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * The median of `size` × `size` samples, by counts of the samples of a window that moves along each row (Huang, 1979).
 * `counts` has 32 bits for each value of a sample, then for each of its 256 (16 bits) or 16 (8 bits) groups; all are 0.
 */
export function medianByCounts(
  source: usize, sourceStride: i32, target: usize, width: i32, height: i32, channels: i32, depth: i32, size: i32,
  counts: usize,
): void {
  if (depth == 8) slideCounts<u8>(source, sourceStride, target, width, height, channels, size, counts, 4);
  else slideCounts<u16>(source, sourceStride, target, width, height, channels, size, counts, 8);
}

@inline
function slideCounts<T>(
  source: usize, sourceStride: i32, target: usize, width: i32, height: i32, channels: i32, size: i32,
  counts: usize, bits: i32,
): void {
  const step = channels * sizeof<T>();
  const groups = counts + (4 << (8 * sizeof<T>()));
  const half = (size * size - 1) >> 1;
  const tall = sourceStride * size;
  for (let y = 0; y < height; y++) {
    for (let c = 0; c < channels; c++) {
      let window = source + c * sizeof<T>();
      let out = target + c * sizeof<T>();
      for (let x = 0; x < size; x++) count<T>(window + x * step, sourceStride, tall, counts, groups, bits, 1, 0);
      // `below` samples are in groups before `group`.
      let group = 0;
      let below = 0;
      for (let x = 0; x < width; x++) {
        while (below > half) below -= load<i32>(groups + 4 * --group);
        for (let inside = load<i32>(groups + 4 * group); below + inside <= half; ) {
          below += inside;
          inside = load<i32>(groups + 4 * ++group);
        }
        let value = group << bits;
        let rest = half - below;
        for (let equal = load<i32>(counts + 4 * value); equal <= rest; ) {
          rest -= equal;
          equal = load<i32>(counts + 4 * ++value);
        }
        store<T>(out, <T>value);
        below -= count<T>(window, sourceStride, tall, counts, groups, bits, -1, group);
        below += count<T>(window + size * step, sourceStride, tall, counts, groups, bits, 1, group);
        out += step;
        window += step;
      }
      for (let x = 0; x < size; x++) count<T>(window + x * step, sourceStride, tall, counts, groups, bits, -1, 0);
    }
    source += sourceStride;
    target += width * step;
  }
}

/** Adds a column of samples to the counts, or removes it. Returns how many of them are in groups before `group`. */
@inline
function count<T>(
  at: usize, stride: i32, tall: i32, counts: usize, groups: usize, bits: i32, change: i32, group: i32,
): i32 {
  let below = 0;
  for (const end = at + tall; at < end; at += stride) {
    const value = <i32>load<T>(at);
    const one = counts + 4 * value;
    store<i32>(one, load<i32>(one) + change);
    const own = value >> bits;
    const many = groups + 4 * own;
    store<i32>(many, load<i32>(many) + change);
    below += i32(own < group);
  }
  return below;
}
