// Parts of discrete Fourier transforms of real numbers, as products of matrices in single precision. Columns are taken eight at
// a time: a panel is rows of eight singles. As cosines are even and sines odd, a column is folded first, which halves the work.

const ROW: usize = 32;

/**
 * even[y] = x[y] + x[rows − y] and odd[y] = x[y] − x[rows − y] for y from 0 to ⌊rows / 2⌋, of eight columns; where both are the
 * same row, even is that row. A sample has 1 or 2 bytes, or 4: those of a single. `stride` is in bytes.
 */
export function foldPanel(source: usize, stride: usize, rows: i32, bytes: i32, even: usize, odd: usize): void {
  if (bytes == 1) fold<u8>(source, stride, rows, even, odd);
  else if (bytes == 2) fold<u16>(source, stride, rows, even, odd);
  else fold<f32>(source, stride, rows, even, odd);
}

@inline
function fold<Sample>(source: usize, stride: usize, rows: i32, even: usize, odd: usize): void {
  for (let y = 0; 2 * y <= rows; y++) {
    const mirrored = y == 0 ? 0 : rows - y;
    const first = source + <usize>y * stride;
    const second = source + <usize>mirrored * stride;
    const isOne = mirrored == y;
    for (let half: usize = 0; half < 2; half++) {
      const x = singles<Sample>(first + 4 * half * sizeof<Sample>());
      const mirror = singles<Sample>(second + 4 * half * sizeof<Sample>());
      v128.store(even + 16 * half, isOne ? x : f32x4.add(x, mirror));
      v128.store(odd + 16 * half, f32x4.sub(x, mirror));
    }
    even += ROW;
    odd += ROW;
  }
}

/** Four samples. */
@inline
function singles<Sample>(source: usize): v128 {
  if (isFloat<Sample>()) return v128.load(source);
  const whole = sizeof<Sample>() == 1
    ? i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(source)))
    : i32x4.extend_low_i16x8_u(v128.load64_zero(source));
  return f32x4.convert_i32x4_s(whole);
}

/**
 * target[r] = Σ weights[r · count + k] · panel[k], k below `count`, for eight columns. `rows` is a multiple of 4, and the rows of
 * the target lie `stride` bytes apart.
 */
export function multiplyPanel(
  weights: usize, rows: i32, count: i32, panel: usize, target: usize, stride: usize,
): void {
  const step = <usize>count << 2;
  for (let row = 0; row < rows; row += 4) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    let at = panel;
    let first = weights, second = weights + step, third = weights + 2 * step, fourth = weights + 3 * step;
    for (const end = weights + step; first < end; at += ROW) {
      const low = v128.load(at);
      const high = v128.load(at, 16);
      let weight = v128.load32_splat(first);
      a0 = f32x4.add(a0, f32x4.mul(weight, low));
      a1 = f32x4.add(a1, f32x4.mul(weight, high));
      weight = v128.load32_splat(second);
      b0 = f32x4.add(b0, f32x4.mul(weight, low));
      b1 = f32x4.add(b1, f32x4.mul(weight, high));
      weight = v128.load32_splat(third);
      c0 = f32x4.add(c0, f32x4.mul(weight, low));
      c1 = f32x4.add(c1, f32x4.mul(weight, high));
      weight = v128.load32_splat(fourth);
      d0 = f32x4.add(d0, f32x4.mul(weight, low));
      d1 = f32x4.add(d1, f32x4.mul(weight, high));
      first += 4;
      second += 4;
      third += 4;
      fourth += 4;
    }
    target = put(target, stride, a0, a1);
    target = put(target, stride, b0, b1);
    target = put(target, stride, c0, c1);
    target = put(target, stride, d0, d1);
    weights += 4 * step;
  }
}

@inline
function put(target: usize, stride: usize, low: v128, high: v128): usize {
  v128.store(target, low);
  v128.store(target, high, 16);
  return target + stride;
}

/** The way back from folding: x[y] = even[y] + odd[y], x[rows − y] = even[y] − odd[y]. Eight columns of singles. */
export function unfoldPanel(even: usize, odd: usize, rows: i32, target: usize, stride: usize): void {
  for (let y = 0; 2 * y <= rows; y++) {
    const mirrored = y == 0 ? 0 : rows - y;
    for (let half: usize = 0; half < 2; half++) {
      const e = v128.load(even + 16 * half);
      const o = v128.load(odd + 16 * half);
      v128.store(target + <usize>mirrored * stride + 16 * half, f32x4.sub(e, o));
      v128.store(target + <usize>y * stride + 16 * half, f32x4.add(e, o));
    }
    even += ROW;
    odd += ROW;
  }
}

/** The same, added to samples of 1 or 2 bytes, rounded half up and clipped; `columns` of the eight. Exactly the samples are written. */
export function addPanel(
  even: usize, odd: usize, rows: i32, source: usize, target: usize, stride: usize, columns: i32, bytes: i32,
): void {
  if (bytes == 1) add<u8>(even, odd, rows, source, target, stride, columns);
  else add<u16>(even, odd, rows, source, target, stride, columns);
}

@inline
function add<Sample>(
  even: usize, odd: usize, rows: i32, source: usize, target: usize, stride: usize, columns: i32,
): void {
  for (let y = 0; 2 * y <= rows; y++) {
    const mirrored = y == 0 ? 0 : rows - y;
    const first = <usize>y * stride;
    const second = <usize>mirrored * stride;
    for (let column: usize = 0; column < <usize>columns; column++) {
      const e = load<f32>(even + 4 * column);
      const o = load<f32>(odd + 4 * column);
      const at = column * sizeof<Sample>();
      // Both are read before one is written, as source and target may be the same.
      const above = load<Sample>(source + first + at);
      const below = load<Sample>(source + second + at);
      store<Sample>(target + first + at, changed<Sample>(above, e + o));
      if (mirrored != y) store<Sample>(target + second + at, changed<Sample>(below, e - o));
    }
    even += ROW;
    odd += ROW;
  }
}

@inline
function changed<Sample>(sample: Sample, change: f32): Sample {
  const largest: f32 = sizeof<Sample>() == 1 ? 255 : 65535;
  return <Sample>max<f32>(0, min<f32>(largest, floor<f32>(<f32>sample + change + 0.5)));
}
