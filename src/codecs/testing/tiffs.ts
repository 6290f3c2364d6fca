/** A directory: numbers by tag, and the samples of its only strip. A tag of `{ long }` is written as LONG, else as SHORT. */
export interface TestDirectory {
  readonly tags: Readonly<Record<number, readonly number[]>>;
  readonly samples: Buffer;
  readonly texts?: Readonly<Record<number, Buffer>>;
}

const [ASCII, SHORT, LONG, LONG8, UNDEFINED] = [2, 3, 4, 16, 7];

/** A directory of an image of 4 × 3, whose samples count up from 1 in steps of 5. */
export function page(
  photometric: number,
  bits: readonly number[],
  more: Readonly<Record<number, readonly number[]>> = {},
): TestDirectory {
  const bytes = 4 * 3 * bits.reduce((sum, each) => sum + each / 8, 0);
  const samples = Buffer.from(Array.from({ length: bytes }, (_, i) => (1 + i * 5) % 256));
  const tags = { 256: [4], 257: [3], 258: bits, 259: [1], 262: [photometric], 277: [bits.length], 278: [3] };
  return { tags: { ...tags, ...more }, samples };
}

/** An uncompressed little-endian TIFF, or BigTIFF. */
export function tiff(directories: readonly TestDirectory[], { big = false } = {}): Buffer {
  const word = big ? 8 : 4;
  const pieces: Buffer[] = [big ? Buffer.from('II+\0\x08\0\0\0', 'latin1') : Buffer.from('II*\0')];
  let end = pieces[0]!.length + word;
  const number = (value: number, bytes: number): Buffer => {
    const out = Buffer.alloc(bytes);
    out.writeUIntLE(value, 0, Math.min(bytes, 6));
    return out;
  };
  const add = (bytes: Buffer): number => {
    const padded = Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
    pieces.push(padded);
    end += padded.length;
    return end - padded.length;
  };
  pieces.push(Buffer.alloc(word));
  add(Buffer.alloc(0));
  let link = { piece: 1, at: 0 };
  for (const { tags, samples, texts = {} } of directories) {
    const strip = add(samples);
    const numbers = { ...tags, 273: [strip], 279: [samples.length] };
    const all = [
      ...Object.entries(numbers).map(([tag, values]) => {
        const type = tag === '273' || tag === '279' ? (big ? LONG8 : LONG) : SHORT;
        const size = { [SHORT]: 2, [LONG]: 4, [LONG8]: 8 }[type]!;
        const bytes = Buffer.concat(values.map((value) => number(value, size)));
        return { tag: Number(tag), type, count: values.length, bytes };
      }),
      ...Object.entries(texts).map(([tag, bytes]) => {
        const type = tag === '34675' ? UNDEFINED : ASCII;
        return { tag: Number(tag), type, count: bytes.length, bytes };
      }),
    ].sort((a, b) => a.tag - b.tag);
    const entries = all.map(({ tag, type, count, bytes }) => {
      const value =
        bytes.length <= word
          ? Buffer.concat([bytes, Buffer.alloc(word - bytes.length)])
          : number(add(bytes), word);
      return Buffer.concat([number(tag, 2), number(type, 2), number(count, word), value]);
    });
    const start = add(Buffer.concat([number(all.length, big ? 8 : 2), ...entries, Buffer.alloc(word)]));
    pieces[link.piece]!.set(number(start, word), link.at);
    link = { piece: pieces.length - 1, at: (big ? 8 : 2) + all.length * (4 + 2 * word) };
  }
  return Buffer.concat(pieces);
}
