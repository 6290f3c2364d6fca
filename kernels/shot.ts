// The noise of light: every sample becomes a Poisson number whose mean depends on it.

/**
 * Each sample of 8 bits is drawn from the distribution of its level, by a random word of 16 bits. The distribution of level l is the
 * ascending `thresholds` (32 bits each, the last above all words) from index `starts`[l] (32 bits each) on: the number is
 * `firsts`[l] (32 bits each) and one more for each that does not exceed the word. `guide` has, for each level and upper byte of
 * a word, how many of them do not exceed any such word (16 bits each). `values` has what the numbers up to `most` become.
 */
export function drawShots(
  source: usize, target: usize, count: i32, words: usize,
  guide: usize, thresholds: usize, starts: usize, firsts: usize, values: usize, most: i32,
): void {
  for (let i = 0; i < count; i++) {
    const level = <i32>load<u8>(source + i);
    const number = shotOf(level, load<u16>(words + 2 * i), guide, thresholds, starts, firsts);
    store<u8>(target + i, <u8>load<u16>(values + 2 * min(number, most)));
  }
}

/** The same for 16 bits. `dithers`: words of 16 bits; a sample between two levels takes the distribution of one of them. */
export function drawShots16(
  source: usize, target: usize, count: i32, words: usize, dithers: usize,
  guide: usize, thresholds: usize, starts: usize, firsts: usize, values: usize, most: i32,
): void {
  for (let i = 0; i < count; i++) {
    const unit = <u32>load<u16>(source + 2 * i);
    const part = (<u32>load<u16>(dithers + 2 * i) * 257) >> 16;
    const level = <i32>(unit / 257) + i32(part < unit % 257);
    const number = shotOf(level, load<u16>(words + 2 * i), guide, thresholds, starts, firsts);
    store<u16>(target + 2 * i, load<u16>(values + 2 * min(number, most)));
  }
}

@inline
function shotOf(level: i32, word: i32, guide: usize, thresholds: usize, starts: usize, firsts: usize): i32 {
  let index = <i32>load<u16>(guide + 2 * (256 * level + (word >> 8)));
  const own = thresholds + 4 * load<i32>(starts + 4 * level);
  while (load<i32>(own + 4 * index) <= word) index++;
  return load<i32>(firsts + 4 * level) + index;
}
