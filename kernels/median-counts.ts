// Medians of larger squares, by counting. Windows and strides are those of rank.ts.

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
