import { hasTextAt } from '../../core/image-formats.js';
import { asBuffer } from '../buffer.js';
import { exifOrientationTag } from '../exif.js';
import { headerSegments, isFrame, MARKER } from './segments.js';
import type { Segment } from './segments.js';

/** What stands in a JPEG before its first scan. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly precision: number;
  /** Of each colour component: how many samples stand beside and below each other in a unit. */
  readonly sampling: readonly (readonly [across: number, down: number])[];
  /** Of each colour component: the number of its table in `quantisers`. */
  readonly tables: readonly number[];
  /** SOF0, SOF1 and so on: the code of the frame's marker. */
  readonly frame: number;
  /** The quantisers of each table, by its number, in the order of the file, which is zigzag. */
  readonly quantisers: ReadonlyMap<number, readonly number[]>;
  readonly orientationTag: number | undefined;
  readonly icc: Uint8Array | undefined;
  readonly segments: readonly Segment[];
}

const EXIF = 'Exif\0\0';
const ICC = 'ICC_PROFILE\0';

/** @returns the header, or what is wrong with it */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | string {
  const segments = [...headerSegments(bytes)];
  const frames = segments.filter(isFrame);
  const [frame] = frames;
  if (segments.at(-1)?.marker !== MARKER.scan) return 'it ends, or is damaged, before the first scan';
  if (frames.length !== 1 || frame === undefined || frame.body.length < 6)
    return 'its frame header is damaged';

  const view = new DataView(frame.body.buffer, frame.body.byteOffset, frame.body.byteLength);
  const components = view.getUint8(5);
  if (frame.body.length < 6 + components * 3) return 'its frame header is damaged';
  return {
    precision: view.getUint8(0),
    height: view.getUint16(1),
    width: view.getUint16(3),
    sampling: Array.from({ length: components }, (_, i) => {
      const factors = view.getUint8(7 + i * 3);
      return [factors >> 4, factors & 15];
    }),
    tables: Array.from({ length: components }, (_, i) => view.getUint8(8 + i * 3)),
    frame: frame.marker,
    quantisers: quantisersOf(segments),
    orientationTag: orientationTag(segments),
    icc: iccProfile(segments),
    segments,
  };
}

function quantisersOf(segments: readonly Segment[]): Map<number, number[]> {
  const tables = new Map<number, number[]>();
  for (const { marker, body } of segments) {
    if (marker !== MARKER.quantisers) continue;
    for (let at = 0; at < body.length;) {
      const [bytes, number] = [body[at]! >> 4 === 0 ? 1 : 2, body[at]! & 15];
      const values = body.subarray(at + 1, at + 1 + 64 * bytes);
      tables.set(number, bytes === 1 ? [...values] : wideQuantisers(values));
      at += 1 + 64 * bytes;
    }
  }
  return tables;
}

function wideQuantisers(values: Uint8Array): number[] {
  const count = Math.floor(values.length / 2);
  return Array.from({ length: count }, (_, i) => values[i * 2]! * 256 + values[i * 2 + 1]!);
}

function orientationTag(segments: readonly Segment[]): number | undefined {
  const exif = segments.find(({ marker, body }) => marker === MARKER.app1 && hasTextAt(body, 0, EXIF));
  return exif && exifOrientationTag(exif.body.subarray(EXIF.length));
}

/** A profile may be divided over up to 255 numbered segments. A profile with a missing segment is ignored. */
function iccProfile(segments: readonly Segment[]): Uint8Array | undefined {
  const pieces = segments
    .filter(
      ({ marker, body }) => marker === MARKER.app2 && hasTextAt(body, 0, ICC) && body.length > ICC.length + 2,
    )
    .map(({ body }) => body.subarray(ICC.length))
    .sort((a, b) => a[0]! - b[0]!);
  const complete = pieces.every((piece, i) => piece[0] === i + 1 && piece[1] === pieces.length);
  if (pieces.length === 0 || !complete) return undefined;
  return Buffer.concat(pieces.map((piece) => piece.subarray(2)));
}

/** Where the first scan's data begin. */
export function dataOffset(bytes: Uint8Array, { segments }: JpegHeader): number {
  const scan = segments.at(-1)!.bytes;
  return scan.byteOffset - bytes.byteOffset + scan.length;
}

/** A scan of a few bytes can cost a pass over the whole image. Common files have about ten scans. */
export function countScans(bytes: Uint8Array, header: JpegHeader): number {
  const view = asBuffer(bytes);
  const start = dataOffset(bytes, header);
  const end = view.indexOf(Buffer.of(0xff, MARKER.end), start);
  const marker = Buffer.of(0xff, MARKER.scan);
  let count = 1;
  for (let at = start; ; at += 2) {
    at = view.indexOf(marker, at);
    if (at === -1 || (end !== -1 && at > end)) return count;
    count++;
  }
}
