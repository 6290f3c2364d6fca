// Applies a linear map to colours, in place. Writes up to nine bytes beyond the last sample.
import { channelOf4, clipToByte, floorToByte, store4 } from './pixel';

@inline
function row(r: v128, g: v128, b: v128, red: v128, green: v128, blue: v128, offset: v128, bias: v128): v128 {
  const products = f32x4.add(f32x4.add(f32x4.mul(r, red), f32x4.mul(g, green)), f32x4.mul(b, blue));
  return floorToByte(clipToByte(f32x4.add(f32x4.add(products, offset), bias)));
}

/**
 * At least one pixel. `rows`: 3 × 4 singles. `bias`: ½ rounds half up, 0 truncates. Sums from left to right, in single
 * precision.
 */
export function colourMatrix(samples: usize, pixels: i32, rows: usize, bias: f32): void {
  const biases = f32x4.splat(bias);
  const redRed = v128.load32_splat(rows);
  const redGreen = v128.load32_splat(rows, 4);
  const redBlue = v128.load32_splat(rows, 8);
  const redOffset = v128.load32_splat(rows, 12);
  const greenRed = v128.load32_splat(rows, 16);
  const greenGreen = v128.load32_splat(rows, 20);
  const greenBlue = v128.load32_splat(rows, 24);
  const greenOffset = v128.load32_splat(rows, 28);
  const blueRed = v128.load32_splat(rows, 32);
  const blueGreen = v128.load32_splat(rows, 36);
  const blueBlue = v128.load32_splat(rows, 40);
  const blueOffset = v128.load32_splat(rows, 44);
  const end = samples + 3 * pixels;
  do {
    const v = v128.load(samples);
    const r = f32x4.convert_i32x4_s(channelOf4(v, 0));
    const g = f32x4.convert_i32x4_s(channelOf4(v, 1));
    const b = f32x4.convert_i32x4_s(channelOf4(v, 2));
    store4(
      samples,
      row(r, g, b, redRed, redGreen, redBlue, redOffset, biases),
      row(r, g, b, greenRed, greenGreen, greenBlue, greenOffset, biases),
      row(r, g, b, blueRed, blueGreen, blueBlue, blueOffset, biases),
    );
    samples += 12;
  } while (samples < end);
}
