import type { TiffEntry, TiffLayout } from './tiff-file.js';

const SHORT = 3;
const TYPE_OF_SIZE = { 2: SHORT, 4: 4, 8: 16 } as const;

/** An entry of whole numbers of so many bytes each. */
export function entryOf(
  tag: number,
  values: readonly number[],
  size: 2 | 4 | 8,
  layout: TiffLayout,
): TiffEntry {
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, i) => {
    writeNumber(bytes, i * size, value, size, layout);
  });
  return { tag, type: TYPE_OF_SIZE[size], count: values.length, bytes };
}

/**
 * @param entries in the order of their tags
 * @param start where the directory will lie in the file
 */
export function writeDirectory(entries: readonly TiffEntry[], start: number, layout: TiffLayout): Buffer {
  const { word } = layout;
  const countBytes = word === 8 ? 8 : 2;
  const entryBytes = 4 + word * 2;
  const directory = Buffer.alloc(countBytes + entries.length * entryBytes + word);
  const values: Buffer[] = [];
  let end = start + directory.length;
  writeNumber(directory, 0, entries.length, countBytes, layout);
  entries.forEach(({ tag, type, count, bytes }, i) => {
    const at = countBytes + i * entryBytes;
    writeNumber(directory, at, tag, 2, layout);
    writeNumber(directory, at + 2, type, 2, layout);
    writeNumber(directory, at + 4, count, word, layout);
    if (bytes.length <= word) directory.set(bytes, at + 4 + word);
    else {
      writeNumber(directory, at + 4 + word, end, word, layout);
      values.push(Buffer.concat([bytes, Buffer.alloc((word - (bytes.length % word)) % word)]));
      end += values.at(-1)!.length;
    }
  });
  return Buffer.concat([directory, ...values]);
}

export function writeNumber(
  to: Buffer,
  offset: number,
  value: number,
  bytes: 2 | 4 | 8,
  { littleEndian }: TiffLayout,
): void {
  const view = new DataView(to.buffer, to.byteOffset, to.byteLength);
  if (bytes === 2) view.setUint16(offset, value, littleEndian);
  else if (bytes === 4) view.setUint32(offset, value, littleEndian);
  else view.setBigUint64(offset, BigInt(value), littleEndian);
}
