import { copyPixel } from './orient';
import { uniformRow } from './noise';

// Pixels that change places with random ones near by. Two 16-bit words for each pixel say how far: a word w stands for
// ⌊w · 2 · reach / 2¹⁶⌋ − reach, which is from −reach to reach − 1.

/** These do not change within one call. */
let reach: i32 = 0;
let stride: i32 = 0;
let bytes: i32 = 0;

/**
 * What a row of pixels gives, all pixels at once: each that is further than `most` from every edge shows what a random one, at
 * most `most` away, shows in `source`; and that one shows, after all rows have done the first, what the pixel shows there.
 * `words` has room for 4 bytes a pixel and 16 more.
 * @param returns the second half
 * @param number of the row of random numbers
 */
export function scatterRow(
  source: usize, target: usize, width: i32, y: i32, bytesPerPixel: i32, most: i32, returns: bool,
  number: u32, seed0: u32, seed1: u32, words: usize,
): void {
  begin(width, bytesPerPixel, most);
  uniformRow(words, 4 * width, number, seed0, seed1, 0);
  for (let x = width - most - 1; x >= most; x--) {
    const here = place(x, y);
    const other = near(x, y, words);
    if (returns) copyPixel(source + here, target + other, bytesPerPixel);
    else copyPixel(source + other, target + here, bytesPerPixel);
  }
}

/** Each pixel of such a row, from the last one on, changes places with a random one at most `most` away. */
export function exchangeRow(
  image: usize, width: i32, y: i32, bytesPerPixel: i32, most: i32,
  number: u32, seed0: u32, seed1: u32, words: usize,
): void {
  begin(width, bytesPerPixel, most);
  uniformRow(words, 4 * width, number, seed0, seed1, 0);
  for (let x = width - most - 1; x >= most; x--) {
    exchange(image + near(x, y, words), image + place(x, y));
  }
}

@inline
function begin(width: i32, bytesPerPixel: i32, most: i32): void {
  reach = most;
  stride = width * bytesPerPixel;
  bytes = bytesPerPixel;
}

@inline
function place(x: i32, y: i32): usize {
  return <usize>(y * stride + x * bytes);
}

@inline
function near(x: i32, y: i32, words: usize): usize {
  const word = words + <usize>(x << 2);
  const dx = (<i32>load<u16>(word) * 2 * reach >> 16) - reach;
  const dy = (<i32>load<u16>(word, 2) * 2 * reach >> 16) - reach;
  return place(x + dx, y + dy);
}

function exchange(a: usize, b: usize): void {
  for (let i: usize = 0; i < <usize>bytes; i++) {
    const byte = load<u8>(a + i);
    store<u8>(a + i, load<u8>(b + i));
    store<u8>(b + i, byte);
  }
}
