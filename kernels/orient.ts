/** Rows upside down. Strides in bytes. */
export function flipRows(source: usize, target: usize, stride: i32, height: i32): void {
  for (let y = 0; y < height; y++) {
    memory.copy(target + <usize>(height - 1 - y) * stride, source + <usize>y * stride, stride);
  }
}
