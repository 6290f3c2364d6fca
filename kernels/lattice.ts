// Rows of a displacement field between the knots of a lattice (src/core/geometry/lattice.ts), in single precision.

/**
 * The displacements along one axis of a row of pixels, `width` floats at `target`, from four rows of knots at `knots`,
 * which have the weights w0 to w3. Writes up to 12 bytes beyond the last. `sums` has room for 5 · `columns` + 4 floats.
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
  const cells = sums + bytes;
  findCells(sums, cells, columns - 3, bytes, degree);
  const perStep = 1.0 / step;
  const slope = f32x4.splat(<f32>perStep);
  const last = columns - 4;
  let x = 0;
  for (let cell = 0; cell <= last && x < width; cell++) {
    const end = cell == last ? width : min(width, <i32>ceil(<f64>(cell + 1) * step - 0.5));
    if (x >= end) continue;
    const from = cells + <usize>(cell << 2);
    const c0 = v128.load32_splat(from), c1 = v128.load32_splat(from + bytes);
    const c2 = v128.load32_splat(from + 2 * bytes), c3 = v128.load32_splat(from + 3 * bytes);
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

/**
 * The polynomial in t, 0 to 1, of each cell, between the second and the third of four knots: its coefficients lie `bytes`
 * apart, and there is room for three more of each than `count`, which vectors fill.
 */
function findCells(knots: usize, cells: usize, count: i32, bytes: usize, degree: i32): void {
  const sixth = f32x4.splat(1.0 / 6.0);
  const half = f32x4.splat(0.5);
  for (const end = knots + <usize>(count << 2); knots < end; knots += 16, cells += 16) {
    const k0 = v128.load(knots), k1 = v128.load(knots, 4), k2 = v128.load(knots, 8), k3 = v128.load(knots, 12);
    if (degree == 1) {
      v128.store(cells, k1);
      v128.store(cells + bytes, f32x4.sub(k2, k1));
      v128.store(cells + 2 * bytes, f32x4.splat(0));
      v128.store(cells + 3 * bytes, f32x4.splat(0));
      continue;
    }
    const outer = f32x4.add(k0, k2);
    v128.store(cells, f32x4.mul(f32x4.add(outer, f32x4.mul(f32x4.splat(4), k1)), sixth));
    v128.store(cells + bytes, f32x4.mul(f32x4.sub(k2, k0), half));
    v128.store(cells + 2 * bytes, f32x4.sub(f32x4.mul(outer, half), k1));
    const inner = f32x4.mul(f32x4.splat(3), f32x4.sub(k1, k2));
    v128.store(cells + 3 * bytes, f32x4.mul(f32x4.add(f32x4.sub(k3, k0), inner), sixth));
  }
}
