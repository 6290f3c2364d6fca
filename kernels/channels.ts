// One channel of three as a plane of its own, and back. `at` is the first sample of the channel.

export function takeChannel(at: usize, plane: usize, count: i32, depth: i32): void {
  if (depth == 8) take<u8>(at, plane, count);
  else take<u16>(at, plane, count);
}

@inline
function take<Sample>(at: usize, plane: usize, count: i32): void {
  for (const end = plane + <usize>count * sizeof<Sample>(); plane < end; plane += sizeof<Sample>()) {
    store<Sample>(plane, load<Sample>(at));
    at += 3 * sizeof<Sample>();
  }
}

export function putChannel(plane: usize, at: usize, count: i32, depth: i32): void {
  if (depth == 8) put<u8>(plane, at, count);
  else put<u16>(plane, at, count);
}

@inline
function put<Sample>(plane: usize, at: usize, count: i32): void {
  for (const end = plane + <usize>count * sizeof<Sample>(); plane < end; plane += sizeof<Sample>()) {
    store<Sample>(at, load<Sample>(plane));
    at += 3 * sizeof<Sample>();
  }
}
