/** What the boxes of an AVIF say of the images in it: ISO/IEC 14496-12 and 23008-12, and the AVIF specification. */
export interface AvifItems {
  /** Images that somebody would see as such, without tiles of a grid, alpha, thumbnails and gain maps. */
  readonly images: number;
  /** Whether the main image is grey. */
  readonly isGrey: boolean;
  /** Whether its levels go from 0 to 255 (`full`) or from 16 to 235; undefined where only its AV1 data says so. */
  readonly range: 'full' | 'limited' | undefined;
}

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Item {
  readonly type: string;
  readonly isHidden: boolean;
}

interface Reference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

const IMAGE_TYPES = new Set(['av01', 'grid', 'iovl', 'iden']);
const TILE_OF = 'dimg';
/** From an image to another one that it only accompanies. */
const ACCOMPANIES = new Set(['auxl', 'thmb']);
const MONOCHROME = 0x10;
const FULL_RANGE = 0x80;

/** Reads big-endian numbers one after the other. @throws RangeError beyond the end of the bytes */
class BoxReader {
  readonly #view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private position = 0,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  at(position: number): BoxReader {
    return new BoxReader(this.bytes, position);
  }

  number(size: 1 | 2 | 4): number {
    const start = this.position;
    this.position += size;
    if (size === 1) return this.#view.getUint8(start);
    return size === 2 ? this.#view.getUint16(start) : this.#view.getUint32(start);
  }

  numbers(count: number, size: 1 | 2 | 4): number[] {
    return Array.from({ length: count }, () => this.number(size));
  }

  text(length: number): string {
    return String.fromCharCode(...this.numbers(length, 1));
  }

  /** The version of a box, and its flags. */
  versionAndFlags(): { readonly version: number; readonly flags: number } {
    const both = this.number(4);
    return { version: both >>> 24, flags: both & 0xffffff };
  }

  boxes(start: number, end: number): Box[] {
    const boxes: Box[] = [];
    let from = start;
    while (from + 8 <= end) {
      const header = this.at(from);
      const [size, type] = [header.number(4), header.text(4)];
      const isLong = size === 1;
      const length = isLong ? header.number(4) * 2 ** 32 + header.number(4) : size || end - from;
      const to = Math.min(end, from + length);
      if (length < 8) break;
      boxes.push({ type, start: from + (isLong ? 16 : 8), end: to });
      from = to;
    }
    return boxes;
  }
}

/** @returns undefined where the boxes are damaged: the decoder says how */
export function readAvifItems(bytes: Uint8Array): AvifItems | undefined {
  try {
    return describeItems(new BoxReader(bytes), bytes.length);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function describeItems(reader: BoxReader, end: number): AvifItems | undefined {
  const meta = reader.boxes(0, end).find(({ type }) => type === 'meta');
  const inside = meta ? reader.boxes(meta.start + 4, meta.end) : [];
  const box = (type: string) => inside.find((each) => each.type === type);
  const [primaryBox, itemsBox, propertiesBox, referencesBox] = ['pitm', 'iinf', 'iprp', 'iref'].map(box);
  if (!primaryBox || !itemsBox || !propertiesBox) return undefined;
  const primary = readPrimary(reader.at(primaryBox.start));
  const references = referencesBox ? readReferences(reader, referencesBox) : [];
  const tile = references.find(({ type, from }) => type === TILE_OF && from === primary)?.to[0];
  const properties = readProperties(reader, propertiesBox);
  const ofMain = [primary, tile].flatMap((id) => (id === undefined ? [] : (properties.get(id) ?? [])));
  const coding = ofMain.find(({ type }) => type === 'av1C');
  const colours = ofMain.find(({ type, start }) => type === 'colr' && reader.at(start).text(4) === 'nclx');
  return {
    images: countImages(readItems(reader, itemsBox), references, primary),
    isGrey: coding !== undefined && (reader.at(coding.start + 2).number(1) & MONOCHROME) !== 0,
    range: colours && ((reader.at(colours.start + 10).number(1) & FULL_RANGE) !== 0 ? 'full' : 'limited'),
  };
}

function countImages(items: ReadonlyMap<number, Item>, references: readonly Reference[], primary: number) {
  const tiles = new Set(references.flatMap(({ type, to }) => (type === TILE_OF ? to : [])));
  const companions = new Set(references.flatMap(({ type, from }) => (ACCOMPANIES.has(type) ? [from] : [])));
  const isImage = (id: number, { type, isHidden }: Item) =>
    id === primary || (IMAGE_TYPES.has(type) && !isHidden && !tiles.has(id) && !companions.has(id));
  return [...items].filter(([id, item]) => isImage(id, item)).length;
}

function readPrimary(reader: BoxReader): number {
  return reader.number(reader.versionAndFlags().version === 0 ? 2 : 4);
}

function readItems(reader: BoxReader, { start, end }: Box): Map<number, Item> {
  const { version } = reader.at(start).versionAndFlags();
  const entries = reader.boxes(start + (version === 0 ? 6 : 8), end);
  return new Map(entries.map((entry) => readItem(reader.at(entry.start))));
}

function readItem(reader: BoxReader): [id: number, item: Item] {
  const { version, flags } = reader.versionAndFlags();
  const id = reader.number(version < 3 ? 2 : 4);
  reader.number(2);
  return [id, { type: reader.text(4), isHidden: (flags & 1) !== 0 }];
}

function readReferences(reader: BoxReader, { start, end }: Box): Reference[] {
  const size = reader.at(start).versionAndFlags().version === 0 ? 2 : 4;
  return reader.boxes(start + 4, end).map((box) => {
    const inside = reader.at(box.start);
    return { type: box.type, from: inside.number(size), to: inside.numbers(inside.number(2), size) };
  });
}

/** The properties of each item, by its number. */
function readProperties(reader: BoxReader, { start, end }: Box): Map<number, Box[]> {
  const inside = reader.boxes(start, end);
  const all = inside.flatMap(({ type, ...box }) => (type === 'ipco' ? reader.boxes(box.start, box.end) : []));
  const ofItems = new Map<number, Box[]>();
  for (const box of inside.filter(({ type }) => type === 'ipma')) {
    const table = reader.at(box.start);
    const { version, flags } = table.versionAndFlags();
    const wide = (flags & 1) !== 0;
    const count = table.number(4);
    for (let i = 0; i < count; i++) {
      const id = table.number(version === 0 ? 2 : 4);
      const indices = table
        .numbers(table.number(1), wide ? 2 : 1)
        .map((each) => each & (wide ? 0x7fff : 0x7f));
      ofItems.set(
        id,
        indices.flatMap((index) => all[index - 1] ?? []),
      );
    }
  }
  return ofItems;
}
