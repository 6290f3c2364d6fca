// Colours through a linear map, in place; writes up to nine bytes beyond the last sample.
import { channelOf4, clipToByte, floorToByte, store4 } from './pixel';

@inline
function row(r: v128, g: v128, b: v128, rows: usize, bias: v128): v128 {
  const sum = f32x4.add(
    f32x4.add(
      f32x4.add(f32x4.mul(r, v128.load32_splat(rows)), f32x4.mul(g, v128.load32_splat(rows, 4))),
      f32x4.mul(b, v128.load32_splat(rows, 8)),
    ),
    v128.load32_splat(rows, 12),
  );
  return floorToByte(clipToByte(f32x4.add(sum, bias)));
}

/** `rows`: 3 × 4 singles. `bias`: ½ rounds half up, 0 truncates. Sums from left to right, in single precision. */
export function colourMatrix(samples: usize, pixels: i32, rows: usize, bias: f32): void {
  const biases = f32x4.splat(bias);
  for (const end = samples + 3 * pixels; samples < end; samples += 12) {
    const v = v128.load(samples);
    const r = f32x4.convert_i32x4_s(channelOf4(v, 0));
    const g = f32x4.convert_i32x4_s(channelOf4(v, 1));
    const b = f32x4.convert_i32x4_s(channelOf4(v, 2));
    store4(
      samples,
      row(r, g, b, rows, biases),
      row(r, g, b, rows + 16, biases),
      row(r, g, b, rows + 32, biases),
    );
  }
}
