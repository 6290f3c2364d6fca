import { chunksOf, matchesChecksum, viewOf } from './png-chunks.js';
import type { PngChunk } from './png-chunks.js';

const HEADER_BYTES = 13;
const PALETTE = 3;
const MAX_SIDE = 2 ** 31 - 1;

/** By colour type: the bits per sample that PNG has for it. */
const BITS: ReadonlyMap<number, readonly number[]> = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [PALETTE, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/**
 * What is wrong with a PNG that a decoder does not read, by its chunks: decoders say it of few files.
 * @returns undefined where only the compressed samples can be wrong
 */
export function pngDamage(bytes: Uint8Array): string | undefined {
  const chunks = [...chunksOf(bytes)];
  const broken = chunks.find((chunk) => !chunk.isWhole || !matchesChecksum(bytes, chunk));
  if (broken) {
    return broken.isWhole
      ? `the checksum of its chunk ${nameOf(broken)} is wrong`
      : `it ends in its chunk ${nameOf(broken)}`;
  }
  const [header] = chunks;
  if (header?.type !== 'IHDR' || header.end - header.start !== HEADER_BYTES) {
    return 'it does not begin with its header (the chunk IHDR)';
  }
  return headerDamage(bytes, header) ?? orderDamage(chunks, bytes);
}

/** A damaged length leads into the data, where four bytes are any bytes. */
function nameOf({ type }: PngChunk): string {
  return /^[a-z]{4}$/iu.test(type) ? type : 'of an unreadable name';
}

function headerDamage(bytes: Uint8Array, { start }: PngChunk): string | undefined {
  const view = viewOf(bytes);
  const [width, height] = [view.getUint32(start), view.getUint32(start + 4)];
  const [depth, colour, compression, filter, interlace] = bytes.subarray(start + 8, start + HEADER_BYTES);
  const depths = BITS.get(colour!);
  if (width === 0 || height === 0) return `its header says ${width} × ${height} pixels`;
  if (Math.max(width, height) > MAX_SIDE) {
    return `its header says ${width} × ${height} pixels, more than a PNG can have`;
  }
  if (!depths) return `its header has the colour type ${colour}, which PNG does not have`;
  if (!depths.includes(depth!)) {
    return `its header has ${depth} bits per sample in the colour type ${colour}, which PNG does not have`;
  }
  if (compression !== 0) return `its header has the compression ${compression}, which PNG does not have`;
  if (filter !== 0) return `its header has the filter method ${filter}, which PNG does not have`;
  return interlace! > 1 ? `its header has the interlacing ${interlace}, which PNG does not have` : undefined;
}

function orderDamage(chunks: readonly PngChunk[], bytes: Uint8Array): string | undefined {
  const types = chunks.map(({ type }) => type);
  const data = types.indexOf('IDAT');
  if (data === -1) return 'it has no image data (no chunk IDAT)';
  const needsPalette = bytes[chunks[0]!.start + 9] === PALETTE;
  if (needsPalette && !types.slice(0, data).includes('PLTE')) return 'its palette is missing (no chunk PLTE)';
  const last = types.lastIndexOf('IDAT');
  const isInterrupted = types.slice(data, last).some((type) => type !== 'IDAT');
  return isInterrupted ? 'its image data are interrupted by another chunk' : undefined;
}
