import { hasTextAt } from '../core/image-formats.js';
import { asBuffer } from './buffer.js';
import { exifOrientationTag } from './exif.js';

/** What stands in a JPEG before its first scan. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** Bits per sample. */
  readonly precision: number;
  readonly components: number;
  readonly progressive: boolean;
  readonly orientationTag: number | undefined;
  readonly icc: Uint8Array | undefined;
  /** Byte offset of the first scan's marker. */
  readonly scan: number;
}

const RST0 = 0xd0;
const EOI = 0xd9;
const SOS = 0xda;
const APP1 = 0xe1;
const APP2 = 0xe2;
/** Markers of a frame header. The other codes from C0 to CF are tables and extensions. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
const PROGRESSIVE_FRAMES = new Set([0xc2, 0xca]);
const EXIF = 'Exif\0\0';
const ICC = 'ICC_PROFILE\0';

interface Segment {
  readonly marker: number;
  readonly offset: number;
  /** The content, without marker and length. */
  readonly body: Uint8Array;
}

/**
 * Reads the segments before the first scan. It allows no bytes between segments and one frame header only, as the
 * decoder does, so that both always find the same size.
 * @returns the header, or what is wrong with it
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | string {
  const segments = [...headerSegments(bytes)];
  const last = segments.at(-1);
  if (last?.marker !== SOS) return 'it ends, or is damaged, before the first scan';
  const frames = segments.filter(({ marker }) => FRAMES.has(marker));
  const [frame] = frames;
  if (frames.length !== 1 || frame === undefined || frame.body.length < 6)
    return 'its frame header is damaged';

  const view = new DataView(frame.body.buffer, frame.body.byteOffset, frame.body.byteLength);
  return {
    precision: view.getUint8(0),
    height: view.getUint16(1),
    width: view.getUint16(3),
    components: view.getUint8(5),
    progressive: PROGRESSIVE_FRAMES.has(frame.marker),
    orientationTag: orientationTag(segments),
    icc: iccProfile(segments),
    scan: last.offset,
  };
}

function* headerSegments(bytes: Uint8Array): Generator<Segment> {
  let offset = 2;
  while (offset + 4 <= bytes.length && bytes[offset] === 0xff) {
    const marker = bytes[offset + 1]!;
    if (marker === 0xff) {
      offset++;
      continue;
    }
    const end = offset + 2 + bytes[offset + 2]! * 256 + bytes[offset + 3]!;
    if (standsAlone(marker) || end < offset + 4 || end > bytes.length) return;
    yield { marker, offset, body: bytes.subarray(offset + 4, end) };
    if (marker === SOS) return;
    offset = end;
  }
}

/** Whether a marker has no length. No such marker may stand in a header. */
function standsAlone(marker: number): boolean {
  return marker <= 0x01 || (marker >= RST0 && marker <= EOI);
}

function orientationTag(segments: readonly Segment[]): number | undefined {
  const exif = segments.find(({ marker, body }) => marker === APP1 && hasTextAt(body, 0, EXIF));
  return exif && exifOrientationTag(exif.body.subarray(EXIF.length));
}

/** A profile may be divided over up to 255 numbered segments. A profile with a missing segment is ignored. */
function iccProfile(segments: readonly Segment[]): Uint8Array | undefined {
  const pieces = segments
    .filter(({ marker, body }) => marker === APP2 && hasTextAt(body, 0, ICC) && body.length > ICC.length + 2)
    .map(({ body }) => body.subarray(ICC.length))
    .sort((a, b) => a[0]! - b[0]!);
  const complete = pieces.every((piece, i) => piece[0] === i + 1 && piece[1] === pieces.length);
  if (pieces.length === 0 || !complete) return undefined;
  return Buffer.concat(pieces.map((piece) => piece.subarray(2)));
}

/** A scan of a few bytes can cost a pass over the whole image. Common files have about ten scans. */
export function countScans(bytes: Uint8Array, { scan }: JpegHeader): number {
  const view = asBuffer(bytes);
  const end = view.indexOf(Buffer.of(0xff, EOI), scan);
  const marker = Buffer.of(0xff, SOS);
  let count = 0;
  for (let at = scan; at !== -1 && (end === -1 || at < end); at = view.indexOf(marker, at + 2)) count++;
  return count;
}
