import { PIXEL_TAGS, TAG } from './tags.js';
import { pieceBytes } from './describe-tiff.js';
import type { TiffImage } from './describe-tiff.js';
import type { TiffEntry, TiffLayout } from './tiff-file.js';
import { entryOf, writeDirectory, writeNumber } from './write-directory.js';

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
  const entry = (tag: number, values: readonly number[], size: 2 | 4 | 8): TiffEntry =>
    entryOf(tag, values, size, layout);
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
