/** A tag of a directory. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The values, in the file's byte order. */
  readonly bytes: Uint8Array;
}

/** TIFF 6.0, or BigTIFF with its offsets of 64 bits. */
export interface TiffLayout {
  readonly littleEndian: boolean;
  /** Bytes of an offset, and of the count of an entry. */
  readonly word: 4 | 8;
}

export interface TiffFile {
  readonly layout: TiffLayout;
  /** In the order of the file. Each describes an image, a reduced version of one, or a mask. */
  readonly directories: readonly TiffDirectory[];
}

const LITTLE_ENDIAN = 0x4949;
const BIG_TIFF = 43;
const MAX_DIRECTORIES = 10_000;

const [BYTE, SHORT, LONG, RATIONAL, UNDEFINED, IFD, LONG8, IFD8] = [1, 3, 4, 5, 7, 13, 16, 18];

/** Bytes of a value, by type: from BYTE, ASCII, SHORT, LONG, RATIONAL on; the last three are those of BigTIFF. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

export class TiffDirectory {
  constructor(
    private readonly entries: ReadonlyMap<number, TiffEntry>,
    private readonly layout: TiffLayout,
  ) {}

  entry(tag: number): TiffEntry | undefined {
    return this.entries.get(tag);
  }

  /** The same directory with other entries in place of, or besides, its own, and without some tags. */
  with(entries: readonly TiffEntry[], without: readonly number[]): TiffDirectory {
    const changed = new Map([...this.entries, ...entries.map((entry) => [entry.tag, entry] as const)]);
    for (const tag of without) changed.delete(tag);
    return new TiffDirectory(changed, this.layout);
  }

  /** The first value of a tag, where it is a whole number. */
  number(tag: number): number | undefined {
    return this.numbers(tag)[0];
  }

  /** The values of a tag; none where it is absent, or neither whole numbers nor fractions. */
  numbers(tag: number): readonly number[] {
    const entry = this.entries.get(tag);
    const read = entry && this.#readerOf(entry);
    return read ? Array.from({ length: entry.count }, (_, i) => read(i)) : [];
  }

  #readerOf({ bytes, type }: TiffEntry): ((index: number) => number) | undefined {
    const { littleEndian } = this.layout;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const long = (at: number) => view.getUint32(at, littleEndian);
    if (type === BYTE || type === UNDEFINED) return (i) => view.getUint8(i);
    if (type === SHORT) return (i) => view.getUint16(i * 2, littleEndian);
    if (type === LONG || type === IFD) return (i) => long(i * 4);
    if (type === RATIONAL) return (i) => long(i * 8) / long(i * 8 + 4);
    if (type === LONG8 || type === IFD8) return (i) => Number(view.getBigUint64(i * 8, littleEndian));
    return undefined;
  }
}

/** Reads numbers in the file's byte order. They are undefined beyond the file's end. */
class TiffReader {
  readonly layout: TiffLayout;
  readonly #view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const littleEndian = this.#view.getUint16(0) === LITTLE_ENDIAN;
    this.layout = { littleEndian, word: this.#view.getUint16(2, littleEndian) === BIG_TIFF ? 8 : 4 };
  }

  short(offset: number): number | undefined {
    return this.#has(offset, 2) ? this.#view.getUint16(offset, this.layout.littleEndian) : undefined;
  }

  /** An offset or a count. */
  word(offset: number): number | undefined {
    const { littleEndian, word } = this.layout;
    if (!this.#has(offset, word)) return undefined;
    return word === 4
      ? this.#view.getUint32(offset, littleEndian)
      : Number(this.#view.getBigUint64(offset, littleEndian));
  }

  slice(offset: number, length: number): Uint8Array | undefined {
    return this.#has(offset, length) ? this.bytes.subarray(offset, offset + length) : undefined;
  }

  #has(offset: number, length: number): boolean {
    return offset + length <= this.bytes.length;
  }
}

/**
 * Reads the directories of a TIFF or BigTIFF, and no pixels. A tag whose values lie beyond the end of the file is left
 * out; so are directories from the first damaged one on.
 * @param bytes a file that begins as a TIFF does
 */
export function readTiff(bytes: Uint8Array): TiffFile {
  if (bytes.length < 16) return { layout: { littleEndian: true, word: 4 }, directories: [] };
  const reader = new TiffReader(bytes);
  const { layout } = reader;
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let offset = reader.word(layout.word);
  while (offset && !seen.has(offset) && seen.size < MAX_DIRECTORIES) {
    seen.add(offset);
    const found = readDirectory(reader, offset);
    if (!found) break;
    directories.push(new TiffDirectory(found.entries, layout));
    offset = reader.word(found.end);
  }
  return { layout, directories };
}

function readDirectory(reader: TiffReader, offset: number) {
  const big = reader.layout.word === 8;
  const count = big ? reader.word(offset) : reader.short(offset);
  const [start, size] = big ? [offset + 8, 20] : [offset + 2, 12];
  if (count === undefined || !reader.slice(start, count * size)) return undefined;
  const entries = new Map<number, TiffEntry>();
  for (let i = 0; i < count; i++) {
    const entry = readEntry(reader, start + i * size);
    if (entry && !entries.has(entry.tag)) entries.set(entry.tag, entry);
  }
  return { entries, end: start + count * size };
}

function readEntry(reader: TiffReader, offset: number): TiffEntry | undefined {
  const { word } = reader.layout;
  const [tag, type] = [reader.short(offset), reader.short(offset + 2)];
  const count = reader.word(offset + 4);
  if (tag === undefined || type === undefined || count === undefined) return undefined;
  const length = (TYPE_BYTES[type] ?? 0) * count;
  const position = offset + 4 + word;
  const start = length <= word ? position : reader.word(position);
  const bytes = start === undefined || length === 0 ? undefined : reader.slice(start, length);
  return bytes && { tag, type, count, bytes };
}
