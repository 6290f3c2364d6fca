import { asBuffer } from '../buffer.js';
import { dataOffset } from './jpeg-header.js';
import type { JpegHeader } from './jpeg-header.js';
import { isAdobe, isFrame, isJfif, MARKER } from './segments.js';
import type { Segment } from './segments.js';

const TABLES = new Set<number>([
  MARKER.quantisers,
  MARKER.huffmanTables,
  MARKER.arithmeticTables,
  MARKER.restartInterval,
  MARKER.scan,
]);

const SEQUENTIAL = new Set([0xc0, 0xc1, 0xc9]);

/** Where Adobe's segment says the colour model: 0 for none, YCbCr or YCCK. */
const ADOBE_MODEL = 15;
const [YCBCR, YCCK] = [1, 2];

const START = Buffer.of(0xff, MARKER.start);
const END = Buffer.of(0xff, MARKER.end);
const JFIF = Buffer.from('\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1');

/**
 * The same file with only those segments in its header that samples depend on. So whatever a decoder still warns of
 * concerns samples, and none of the oddities of real files does: bytes between segments, an unknown revision, a profile
 * with a missing piece, a wrong number in the header of a scan that the decoder does not use, a colour model that does
 * not go with the number of components, a lost end marker.
 */
export function plainJpeg(bytes: Uint8Array, header: JpegHeader): Buffer {
  const kept = header.segments.flatMap((segment) => keptBytes(segment, header.sampling.length) ?? []);
  const file = Buffer.concat([START, ...kept, ...scanData(bytes, header)]);
  if (SEQUENTIAL.has(header.frame)) completeSpectra(file);
  return file;
}

function keptBytes(segment: Segment, components: number): Uint8Array | undefined {
  if (isJfif(segment)) return JFIF;
  if (isAdobe(segment)) return withPossibleModel(segment.bytes, components);
  return TABLES.has(segment.marker) || isFrame(segment) ? segment.bytes : undefined;
}

/** Some programs write YCCK where there are three components. All decoders take this for YCbCr. */
function withPossibleModel(adobe: Uint8Array, components: number): Uint8Array {
  if (components !== 3 || adobe[ADOBE_MODEL] !== YCCK) return adobe;
  return adobe.with(ADOBE_MODEL, YCBCR);
}

/** Everything behind the first scan's header, with an end marker where the file has none. */
function scanData(bytes: Uint8Array, header: JpegHeader): Uint8Array[] {
  const data = asBuffer(bytes).subarray(dataOffset(bytes, header));
  if (data.includes(END)) return [data];
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) end--;
  return [data.subarray(0, end), END];
}

/** A sequential scan always codes all 64 coefficients. Some cameras write other numbers, and decoders do not look. */
function completeSpectra(file: Buffer): void {
  const marker = Buffer.of(0xff, MARKER.scan);
  for (let at = file.indexOf(marker); at !== -1; at = file.indexOf(marker, at + 2)) {
    const components = file[at + 4]!;
    const numbers = at + 5 + components * 2;
    if (numbers + 3 > file.length) return;
    file.set([0, 63, 0], numbers);
  }
}
