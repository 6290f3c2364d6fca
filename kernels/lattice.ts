// Rows of a displacement field between the knots of a lattice (src/core/geometry/lattice.ts), in single precision.

/**
 * The displacements along one axis of a row of pixels, `width` floats at `target`, from four rows of knots at `knots`,
 * which have the weights w0 to w3. Writes up to 12 bytes beyond the last. `sums` has room for 5 · `columns` + 4 floats.
 * `degree` is 1 or 3. `places`: what `findPlaces` wrote, for cells of so few pixels that vectors begin in one and end in
 * another; else 0.
 */
export function latticeRow(
  knots: usize, columns: i32, w0: f32, w1: f32, w2: f32, w3: f32, step: f64, degree: i32,
  target: usize, width: i32, sums: usize, places: usize,
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
  if (places != 0) {
    findCells(sums, cells, columns - 3, bytes, degree, true);
    rowOfShortCells(cells, places, target, width);
  } else {
    findCells(sums, cells, columns - 3, bytes, degree, false);
    rowOfLongCells(cells, columns, bytes, step, target, width);
  }
}

function rowOfLongCells(cells: usize, columns: i32, bytes: usize, step: f64, target: usize, width: i32): void {
  const perStep = 1.0 / step;
  const slope = f32x4.splat(<f32>perStep);
  const last = columns - 4;
  let x = 0;
  for (let cell = 0; cell <= last && x < width; cell++) {
    const end = endOf(cell, last, step, width);
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
      v128.store(to, polynomial(t, c0, c1, c2, c3));
      pixels = f32x4.add(pixels, f32x4.splat(4));
      to += 16;
    } while (to < stop);
    x = end;
  }
}

/** The first pixel behind a cell. */
@inline
function endOf(cell: i32, last: i32, step: f64, width: i32): i32 {
  return cell == last ? width : min(width, <i32>ceil(<f64>(cell + 1) * step - 0.5));
}

@inline
function polynomial(t: v128, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  return f32x4.add(c0, f32x4.mul(t, f32x4.add(c1, f32x4.mul(t, f32x4.add(c2, f32x4.mul(t, c3))))));
}

/**
 * For each of `width` pixels, eight bytes: where in `cells` the coefficients of its cell begin, and its t, as `rowOfLongCells`
 * computes it. The last is repeated three times.
 */
export function findPlaces(columns: i32, step: f64, width: i32, target: usize): void {
  const perStep = 1.0 / step;
  const last = columns - 4;
  let x = 0;
  for (let cell = 0; cell <= last && x < width; cell++) {
    const end = endOf(cell, last, step, width);
    const start = <f32>((<f64>x + 0.5) * perStep - <f64>cell);
    for (const first = x; x < end; x++, target += 8) {
      store<u32>(target, <u32>cell << 4);
      store<f32>(target, start + <f32>(x - first) * <f32>perStep, 4);
    }
  }
  for (let more = 0; more < 3; more++, target += 8) store<u64>(target, load<u64>(target - 8));
}

/** Of each cell the four coefficients lie beside each other. */
function rowOfShortCells(cells: usize, places: usize, target: usize, width: i32): void {
  for (const end = target + (<usize>width << 2); target < end; target += 16, places += 32) {
    const a = v128.load(cells + load<u32>(places));
    const b = v128.load(cells + load<u32>(places, 8));
    const c = v128.load(cells + load<u32>(places, 16));
    const d = v128.load(cells + load<u32>(places, 24));
    const t = v128.shuffle<i32>(v128.load(places), v128.load(places, 16), 1, 3, 5, 7);
    const upper = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const lower = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const upper2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const lower2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(
      target,
      polynomial(
        t,
        v128.shuffle<i64>(upper, lower, 0, 2),
        v128.shuffle<i64>(upper, lower, 1, 3),
        v128.shuffle<i64>(upper2, lower2, 0, 2),
        v128.shuffle<i64>(upper2, lower2, 1, 3),
      ),
    );
  }
}

/**
 * The polynomial in t, 0 to 1, of each cell, between the second and the third of four knots: its coefficients lie `bytes`
 * apart, or beside each other, and there is room for three more of each than `count`, which vectors fill.
 */
@inline
function findCells(knots: usize, cells: usize, count: i32, bytes: usize, degree: i32, areTogether: bool): void {
  const sixth = f32x4.splat(1.0 / 6.0);
  const half = f32x4.splat(0.5);
  for (const end = knots + <usize>(count << 2); knots < end; knots += 16) {
    const k0 = v128.load(knots), k1 = v128.load(knots, 4), k2 = v128.load(knots, 8), k3 = v128.load(knots, 12);
    let c0: v128, c1: v128, c2: v128, c3: v128;
    if (degree == 1) {
      c0 = k1;
      c1 = f32x4.sub(k2, k1);
      c2 = f32x4.splat(0);
      c3 = c2;
    } else {
      const outer = f32x4.add(k0, k2);
      c0 = f32x4.mul(f32x4.add(outer, f32x4.mul(f32x4.splat(4), k1)), sixth);
      c1 = f32x4.mul(f32x4.sub(k2, k0), half);
      c2 = f32x4.sub(f32x4.mul(outer, half), k1);
      const inner = f32x4.mul(f32x4.splat(3), f32x4.sub(k1, k2));
      c3 = f32x4.mul(f32x4.add(f32x4.sub(k3, k0), inner), sixth);
    }
    if (areTogether) {
      storeTogether(cells, c0, c1, c2, c3);
      cells += 64;
    } else {
      v128.store(cells, c0);
      v128.store(cells + bytes, c1);
      v128.store(cells + 2 * bytes, c2);
      v128.store(cells + 3 * bytes, c3);
      cells += 16;
    }
  }
}

@inline
function storeTogether(target: usize, c0: v128, c1: v128, c2: v128, c3: v128): void {
  const early = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
  const early2 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const late = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
  const late2 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(early, early2, 0, 2));
  v128.store(target, v128.shuffle<i64>(early, early2, 1, 3), 16);
  v128.store(target, v128.shuffle<i64>(late, late2, 0, 2), 32);
  v128.store(target, v128.shuffle<i64>(late, late2, 1, 3), 48);
}
