// Samples beyond an image's edge, by border. The codes are the order of BORDERS in src/core/plan/operations.ts.
export const CONSTANT: i32 = 0;
export const REPLICATE: i32 = 1;
export const REFLECT: i32 = 2;
export const REFLECT_101: i32 = 3;
export const WRAP: i32 = 4;

@inline
function modulo(value: i32, period: i32): i32 {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}

/** The index within [0, size) whose sample is used at `index`; −1 for the constant. */
export function borderIndex(index: i32, size: i32, border: i32): i32 {
  if (<u32>index < <u32>size) return index;
  if (border == REPLICATE) return index < 0 ? 0 : size - 1;
  if (border == WRAP) return modulo(index, size);
  if (border == REFLECT) {
    const folded = modulo(index, 2 * size);
    return min(folded, 2 * size - 1 - folded);
  }
  if (border == REFLECT_101) {
    if (size == 1) return 0;
    const folded = modulo(index, 2 * size - 2);
    return min(folded, 2 * size - 2 - folded);
  }
  return -1;
}

/**
 * A number, which is one, brought within two bounds. Minima and maxima of vectors are one instruction each; those of numbers, which
 * ask for −0 and for what is none, are branches.
 */
@inline
export function within(least: f64, value: f64, most: f64): f64 {
  const bounded = f64x2.pmax(f64x2.splat(least), f64x2.pmin(f64x2.splat(most), f64x2.splat(value)));
  return f64x2.extract_lane(bounded, 0);
}

@inline
function clamp(value: f64, last: f64): f64 {
  return within(0, value, last);
}

/** The same for a position in index coordinates. The result is within [0, size − 1]. Not for CONSTANT. */
export function borderPosition(position: f64, size: f64, border: i32): f64 {
  const last = size - 1.0;
  if (border == REPLICATE || last == 0.0) return clamp(position, last);
  if (border == REFLECT_101) {
    const folded = position - floor(position / (2.0 * last)) * (2.0 * last);
    return clamp(min(folded, 2.0 * last - folded), last);
  }
  const edge = position + 0.5;
  if (border == WRAP) return clamp(edge - floor(edge / size) * size - 0.5, last);
  const folded = edge - floor(edge / (2.0 * size)) * (2.0 * size);
  return clamp(min(folded, 2.0 * size - folded) - 0.5, last);
}
