// Single pixels, or single samples, that are replaced.

/**
 * `words`: 32 random bits for each pixel of a row, or, with `perChannel`, for each sample. The first of `count` impulses whose limit
 * (32 bits) is not below them replaces the pixel, or the sample, by that of its colour.
 */
export function strikeRow(
  row: usize, pixels: i32, channels: i32, depth: i32, words: usize, perChannel: bool,
  limits: usize, count: i32, colours: usize,
): void {
  if (depth == 8) strike<u8>(row, pixels, channels, words, perChannel, limits, count, colours);
  else strike<u16>(row, pixels, channels, words, perChannel, limits, count, colours);
}

@inline
function strike<T>(
  row: usize, pixels: i32, channels: i32, words: usize, perChannel: bool, limits: usize, count: i32, colours: usize,
): void {
  const drawn = perChannel ? pixels * channels : pixels;
  const all = i32x4.splat(load<i32>(limits + 4 * (count - 1)));
  for (let i = 0; i < drawn; i += 4) {
    const four = v128.load(words + 4 * i);
    if (!v128.any_true(i32x4.le_u(four, all))) continue;
    for (let j = i; j < min(drawn, i + 4); j++) {
      const word = load<u32>(words + 4 * j);
      let impulse = 0;
      while (impulse < count && load<u32>(limits + 4 * impulse) < word) impulse++;
      if (impulse == count) continue;
      const colour = colours + impulse * channels * sizeof<T>();
      if (perChannel) {
        store<T>(row + j * sizeof<T>(), load<T>(colour + (j % channels) * sizeof<T>()));
      } else {
        const pixel = row + j * channels * sizeof<T>();
        for (let c = 0; c < channels * <i32>sizeof<T>(); c += sizeof<T>()) store<T>(pixel + c, load<T>(colour + c));
      }
    }
  }
}
