/**
 * SHA-256 (FIPS 180-4) of the UTF-8 of texts. Random streams are named by short texts, many for each variant, and general
 * implementations allocate arrays outside of the heap for each, which takes longer than hashing. Texts that are hashed in turn
 * begin alike, so what the first block comes to is kept: one of these is for texts of one kind.
 */
export class TextHash {
  private readonly knownBlock = new Uint8Array(BLOCK);
  private readonly behindKnown = new Int32Array(8);
  private knowsBlock = false;

  /** @returns eight words of 32 bits, which the next call of any TextHash overwrites */
  words(text: string): Int32Array {
    const length = writeUtf8(text);
    const end = (length + 9 + BLOCK - 1) & -BLOCK;
    room.fill(0, length, end);
    room[length] = 0x80;
    // The length in bits, of which no text needs more than 32.
    for (let byte = 0; byte < 4; byte++) room[end - 1 - byte] = (8 * length) >>> (8 * byte);
    this.addFirst();
    for (let block = BLOCK; block < end; block += BLOCK) addBlock(block);
    return hash;
  }

  private addFirst(): void {
    if (this.knowsBlock && this.beginsAsKnown()) {
      hash.set(this.behindKnown);
      return;
    }
    hash.set(START);
    addBlock(0);
    for (let i = 0; i < BLOCK; i++) this.knownBlock[i] = room[i]!;
    this.behindKnown.set(hash);
    this.knowsBlock = true;
  }

  private beginsAsKnown(): boolean {
    const { knownBlock } = this;
    for (let i = 0; i < BLOCK; i++) if (knownBlock[i] !== room[i]) return false;
    return true;
  }
}

/** Bytes of a block. */
const BLOCK = 64;
const encoder = new TextEncoder();
/** The text with its padding. */
let room = new Uint8Array(1024);
const schedule = new Int32Array(64);
const hash = new Int32Array(8);

/** @returns the number of bytes */
function writeUtf8(text: string): number {
  const most = 3 * text.length + 72;
  if (room.length < most) room = new Uint8Array(2 * most);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return encoder.encodeInto(text, room).written;
    room[i] = code;
  }
  return text.length;
}

/** Without destructuring of arrays, which takes several times as long. */
function addBlock(at: number): void {
  const w = schedule;
  for (let i = 0, byte = at; i < 16; i++, byte += 4) {
    w[i] = (room[byte]! << 24) | (room[byte + 1]! << 16) | (room[byte + 2]! << 8) | room[byte + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const before = w[i - 15]!;
    const later = w[i - 2]!;
    const low = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
    const high = turned(later, 17) ^ turned(later, 19) ^ (later >>> 10);
    w[i] = (w[i - 16]! + low + w[i - 7]! + high) | 0;
  }
  let a = hash[0]!;
  let b = hash[1]!;
  let c = hash[2]!;
  let d = hash[3]!;
  let e = hash[4]!;
  let f = hash[5]!;
  let g = hash[6]!;
  let h = hash[7]!;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + choice + CONSTANTS[i]! + w[i]!) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  hash[0]! += a;
  hash[1]! += b;
  hash[2]! += c;
  hash[3]! += d;
  hash[4]! += e;
  hash[5]! += f;
  hash[6]! += g;
  hash[7]! += h;
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** The fractional parts of the square roots of the first eight primes. */
const START = Int32Array.of(
  ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
);
/** Those of the cube roots of the first 64 primes. */
const CONSTANTS = Int32Array.of(
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
);
