// Damages image files in the ways that files are damaged, and in those that attackers try.

/**
 * @param {Uint8Array} file a real JPEG or PNG
 * @param {number} seed a whole number; the same seed damages the same file in the same way
 * @returns {Buffer}
 */
export function mutate(file, seed) {
  const random = generator(seed);
  const below = (most) => Math.floor(random() * most);
  let bytes = Buffer.from(file);
  const changes = 1 + below(4);
  for (let i = 0; i < changes; i++) bytes = CHANGES[below(CHANGES.length)](bytes, below);
  return bytes;
}

/** Where the header of most files lies: sizes, tables, and the lengths of segments and chunks. */
const HEADER = 700;
/** Values at which arithmetic goes wrong. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xd8, 0xd9, 0xda, 0xc0, 0xc2, 0xc4, 0xdb, 0xfe, 0xff];

const CHANGES = [
  (bytes, below) => set(bytes, below(bytes.length), below(256)),
  (bytes, below) => set(bytes, below(Math.min(HEADER, bytes.length)), below(256)),
  (bytes, below) => set(bytes, below(Math.min(HEADER, bytes.length)), EXTREMES[below(EXTREMES.length)]),
  (bytes, below) => setPair(bytes, below(Math.min(HEADER, bytes.length)), EXTREMES[below(EXTREMES.length)]),
  function flipBit(bytes, below) {
    const at = below(bytes.length);
    return set(bytes, at, bytes[at] ^ (1 << below(8)));
  },
  (bytes, below) => bytes.subarray(0, below(bytes.length + 1)),
  function fill(bytes, below) {
    const at = below(bytes.length);
    bytes.subarray(at, at + 1 + below(200)).fill(EXTREMES[below(EXTREMES.length)]);
    return bytes;
  },
  function remove(bytes, below) {
    const at = below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(100))]);
  },
  function repeat(bytes, below) {
    const at = below(bytes.length);
    const piece = bytes.subarray(at, at + 1 + below(400));
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  },
  // A piece of the file at another position: tables and scans twice, or in another order.
  function move(bytes, below) {
    const from = below(bytes.length);
    const to = below(bytes.length);
    const piece = bytes.subarray(from, from + 1 + below(400));
    return Buffer.concat([bytes.subarray(0, to), piece, bytes.subarray(to)]);
  },
];

function set(bytes, at, value) {
  if (at < bytes.length) bytes[at] = value;
  return bytes;
}

function setPair(bytes, at, value) {
  return set(set(bytes, at, value), at + 1, value);
}

/** Mulberry32, by Tommy Ettinger: numbers in [0, 1). */
function generator(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
