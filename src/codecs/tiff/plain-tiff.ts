import { PIXEL_TAGS, TAG } from './tags.js';
import { pieceBytes } from './describe-tiff.js';
import type { TiffImage } from './describe-tiff.js';
import type { TiffEntry, TiffLayout } from './tiff-file.js';

const SHORT = 3;

/**
 * The same file with a directory of its own first: one image, and only the tags that its samples depend on,
 * without contradictions. So whatever a decoder still warns of concerns samples, and no decoder meets the tags of other
 * programs.
 * @param more tags to keep besides
 */
export function plainTiff(
  bytes: Uint8Array,
  image: TiffImage,
  layout: TiffLayout,
  more: readonly number[],
): Buffer {
  const corrected = new Map(correctedEntries(image, bytes.length, layout).map((entry) => [entry.tag, entry]));
  const entries = [...PIXEL_TAGS, ...more]
    .map((tag) => corrected.get(tag) ?? image.directory.entry(tag))
    .filter((entry) => entry !== undefined);
  const padding = (layout.word - (bytes.length % layout.word)) % layout.word;
  const start = bytes.length + padding;
  const file = Buffer.concat([bytes, Buffer.alloc(padding), writeDirectory(entries, start, layout)]);
  writeNumber(file, layout.word, start, layout.word, layout);
  return file;
}

/** Tags that real files write wrongly, or leave out, where it is plain what they must be. */
function correctedEntries(image: TiffImage, fileBytes: number, layout: TiffLayout): TiffEntry[] {
  const { directory, bits, samplesPerPixel, colours, alphaAt } = image;
  const entry = (tag: number, values: readonly number[], size: 2 | 4 | 8): TiffEntry => {
    const bytes = Buffer.alloc(values.length * size);
    values.forEach((value, i) => {
      writeNumber(bytes, i * size, value, size, layout);
    });
    return { tag, type: TYPE_OF_SIZE[size], count: values.length, bytes };
  };
  const extra = Array.from({ length: samplesPerPixel - colours.samples }, (_, i) =>
    colours.samples + i === alphaAt ? image.alphaKind : 0,
  );
  const palette = directory.numbers(TAG.colorMap);
  return [
    entry(
      TAG.bitsPerSample,
      Array.from({ length: samplesPerPixel }, () => bits),
      2,
    ),
    entry(image.tiled ? TAG.tileByteCounts : TAG.stripByteCounts, pieceBytes(image, fileBytes), layout.word),
    ...(extra.length > 0 ? [entry(TAG.extraSamples, extra, 2)] : []),
    // Some programs write the levels of a palette with 8 bits in place of 16.
    ...(palette.length > 0 && palette.every((level) => level < 256)
      ? [
          entry(
            TAG.colorMap,
            palette.map((level) => level * 257),
            2,
          ),
        ]
      : []),
  ];
}

const TYPE_OF_SIZE = { 2: SHORT, 4: 4, 8: 16 } as const;

/** @param start where the directory will lie in the file */
function writeDirectory(entries: readonly TiffEntry[], start: number, layout: TiffLayout): Buffer {
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

function writeNumber(
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
