// Rows of a displacement field between the knots of a lattice (src/core/geometry/lattice.ts), in single precision.

/** Of a knot's row, after the sum down the columns: four coefficients of a cell. */
let a0: f32 = 0, a1: f32 = 0, a2: f32 = 0, a3: f32 = 0;

/**
 * The displacements along one axis of a row of pixels, `width` floats at `target`, from four rows of knots at `knots`,
 * which have the weights w0 to w3. Writes up to 12 bytes beyond the last. `sums` has room for `columns` floats.
 * `degree` is 1 or 3.
 */
export function latticeRow(
  knots: usize, columns: i32, w0: f32, w1: f32, w2: f32, w3: f32, step: f64, degree: i32,
  target: usize, width: i32, sums: usize,
): void {
  const bytes = <usize>(columns << 2);
  const v0 = f32x4.splat(w0), v1 = f32x4.splat(w1), v2 = f32x4.splat(w2), v3 = f32x4.splat(w3);
  for (let at: usize = 0; at < bytes; at += 16) {
    const from = knots + at;
    const outer = f32x4.add(f32x4.mul(v128.load(from), v0), f32x4.mul(v128.load(from + 3 * bytes), v3));
    const inner = f32x4.add(f32x4.mul(v128.load(from + bytes), v1), f32x4.mul(v128.load(from + 2 * bytes), v2));
    v128.store(sums + at, f32x4.add(outer, inner));
  }
  const perStep = 1.0 / step;
  const slope = f32x4.splat(<f32>perStep);
  const last = columns - 4;
  let x = 0;
  for (let cell = 0; cell <= last && x < width; cell++) {
    const end = cell == last ? width : min(width, <i32>ceil(<f64>(cell + 1) * step - 0.5));
    if (x >= end) continue;
    loadCell(sums + <usize>(cell << 2), degree);
    const c0 = f32x4.splat(a0), c1 = f32x4.splat(a1), c2 = f32x4.splat(a2), c3 = f32x4.splat(a3);
    const start = f32x4.splat(<f32>((<f64>x + 0.5) * perStep - <f64>cell));
    let pixels = f32x4(0, 1, 2, 3);
    let to = target + <usize>(x << 2);
    const stop = target + <usize>(end << 2);
    do {
      const t = f32x4.add(start, f32x4.mul(pixels, slope));
      v128.store(to, f32x4.add(c0, f32x4.mul(t, f32x4.add(c1, f32x4.mul(t, f32x4.add(c2, f32x4.mul(t, c3)))))));
      pixels = f32x4.add(pixels, f32x4.splat(4));
      to += 16;
    } while (to < stop);
    x = end;
  }
}

/** The polynomial in t, 0 to 1, of the cell between the second and the third of four knots. */
function loadCell(knots: usize, degree: i32): void {
  const k0 = load<f32>(knots), k1 = load<f32>(knots, 4), k2 = load<f32>(knots, 8), k3 = load<f32>(knots, 12);
  if (degree == 1) {
    a0 = k1;
    a1 = k2 - k1;
    a2 = 0;
    a3 = 0;
    return;
  }
  const sixth: f32 = 1.0 / 6.0;
  a0 = (k0 + k2 + <f32>4.0 * k1) * sixth;
  a1 = (k2 - k0) * <f32>0.5;
  a2 = (k0 + k2) * <f32>0.5 - k1;
  a3 = (k3 - k0 + <f32>3.0 * (k1 - k2)) * sixth;
}
