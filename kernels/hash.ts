// The hash of a raster's pixels. docs/reproducibility.md defines it; here are its inner loops. Eight lanes do not wait for
// each other, so that the hash runs as fast as memory is read.

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15;
const BLOCK = 64;

let lane0: u64 = 0;
let lane1: u64 = 0;
let lane2: u64 = 0;
let lane3: u64 = 0;
let lane4: u64 = 0;
let lane5: u64 = 0;
let lane6: u64 = 0;
let lane7: u64 = 0;

@inline
function mix(lane: u64, word: u64): u64 {
  lane ^= word;
  return rotl<u64>((lane ^ (lane >> 32)) * MULTIPLIER, 29);
}

export function hashBegin(width: u32, height: u32, channels: u32, alpha: u32, depth: u32): void {
  lane0 = mix(1, width);
  lane1 = mix(2, height);
  lane2 = mix(3, channels);
  lane3 = mix(4, alpha);
  lane4 = mix(5, depth == 8 ? 0 : depth);
  lane5 = mix(6, 0);
  lane6 = mix(7, 0);
  lane7 = mix(8, 0);
}

/** Takes samples in blocks of 64 bytes; the last one is filled up with zeros. */
export function hashSamples(samples: usize, bytes: i32): void {
  let a = lane0;
  let b = lane1;
  let c = lane2;
  let d = lane3;
  let e = lane4;
  let f = lane5;
  let g = lane6;
  let h = lane7;
  const end = samples + bytes;
  for (; samples + BLOCK <= end; samples += BLOCK) {
    a = mix(a, load<u64>(samples));
    b = mix(b, load<u64>(samples, 8));
    c = mix(c, load<u64>(samples, 16));
    d = mix(d, load<u64>(samples, 24));
    e = mix(e, load<u64>(samples, 32));
    f = mix(f, load<u64>(samples, 40));
    g = mix(g, load<u64>(samples, 48));
    h = mix(h, load<u64>(samples, 56));
  }
  if (samples < end) {
    a = mix(a, wordBefore(samples, end));
    b = mix(b, wordBefore(samples + 8, end));
    c = mix(c, wordBefore(samples + 16, end));
    d = mix(d, wordBefore(samples + 24, end));
    e = mix(e, wordBefore(samples + 32, end));
    f = mix(f, wordBefore(samples + 40, end));
    g = mix(g, wordBefore(samples + 48, end));
    h = mix(h, wordBefore(samples + 56, end));
  }
  lane0 = a;
  lane1 = b;
  lane2 = c;
  lane3 = d;
  lane4 = e;
  lane5 = f;
  lane6 = g;
  lane7 = h;
}

/** Eight bytes, of which those from `end` on are zero. */
function wordBefore(samples: usize, end: usize): u64 {
  if (samples >= end) return 0;
  const bytes = end - samples;
  const word = load<u64>(samples);
  return bytes >= 8 ? word : word & (((<u64>1) << (8 * bytes)) - 1);
}

/** The first half of the hash: all lanes in their order. */
export function hashFirst(): u64 {
  return finish(mix(mix(mix(mix(mix(mix(mix(mix(0, lane0), lane1), lane2), lane3), lane4), lane5), lane6), lane7));
}

/** The second half: all lanes in the opposite order. */
export function hashSecond(): u64 {
  return finish(mix(mix(mix(mix(mix(mix(mix(mix(9, lane7), lane6), lane5), lane4), lane3), lane2), lane1), lane0));
}

/** Makes every bit depend on every other. */
function finish(value: u64): u64 {
  return mix(mix(value, 0), 0);
}
