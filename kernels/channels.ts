// One channel of three as a plane of its own, and back. `at` is the first sample of the channel. Both may write up to 15
// pixels beyond the last.

export function takeChannel(at: usize, plane: usize, count: i32, depth: i32): void {
  if (depth == 8) take8(at, plane, count);
  else take16(at, plane, count);
}

function take8(at: usize, plane: usize, count: i32): void {
  for (const end = plane + count; plane < end; plane += 16) {
    const first = i8x16.swizzle(v128.load(at), i8x16(0, 3, 6, 9, 12, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    const second = i8x16.swizzle(v128.load(at, 16), i8x16(-1, -1, -1, -1, -1, -1, 2, 5, 8, 11, 14, -1, -1, -1, -1, -1));
    const third = i8x16.swizzle(v128.load(at, 32), i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 4, 7, 10, 13));
    v128.store(plane, v128.or(v128.or(first, second), third));
    at += 48;
  }
}

function take16(at: usize, plane: usize, count: i32): void {
  for (const end = plane + 2 * count; plane < end; plane += 2) {
    store<u16>(plane, load<u16>(at));
    at += 6;
  }
}

export function putChannel(plane: usize, at: usize, count: i32, depth: i32): void {
  if (depth == 8) put8(plane, at, count);
  else put16(plane, at, count);
}

function put8(plane: usize, at: usize, count: i32): void {
  for (const end = plane + count; plane < end; plane += 16) {
    const samples = v128.load(plane);
    const first = i8x16.swizzle(samples, i8x16(0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1, 5));
    const second = i8x16.swizzle(samples, i8x16(-1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10, -1));
    const third = i8x16.swizzle(samples, i8x16(-1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1, -1));
    lay(at, first, i8x16(-1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1));
    lay(at + 16, second, i8x16(0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0));
    lay(at + 32, third, i8x16(0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0, -1, 0, 0));
    at += 48;
  }
}

/** The bytes that the mask has. */
@inline
function lay(at: usize, bytes: v128, mask: v128): void {
  v128.store(at, v128.bitselect(bytes, v128.load(at), mask));
}

function put16(plane: usize, at: usize, count: i32): void {
  for (const end = plane + 2 * count; plane < end; plane += 2) {
    store<u16>(at, load<u16>(plane));
    at += 6;
  }
}
