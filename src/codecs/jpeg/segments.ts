import { hasTextAt } from '../../core/image-formats.js';

/** One of the pieces of which a JPEG's header consists. */
export interface Segment {
  readonly marker: number;
  /** From the marker on. */
  readonly bytes: Uint8Array;
  /** The content, without marker and length. */
  readonly body: Uint8Array;
}

export const MARKER = {
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  quantisers: 0xdb,
  huffmanTables: 0xc4,
  arithmeticTables: 0xcc,
  restartInterval: 0xdd,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app14: 0xee,
} as const;

const TEM = 0x01;
const RST0 = 0xd0;

/** Markers of a frame header. The other codes from C0 to CF are tables and extensions. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

export function isFrame({ marker }: Segment): boolean {
  return FRAMES.has(marker);
}

export function isJfif({ marker, body }: Segment): boolean {
  return marker === MARKER.app0 && body.length >= 12 && hasTextAt(body, 0, 'JFIF\0');
}

export function isAdobe({ marker, body }: Segment): boolean {
  return marker === MARKER.app14 && body.length >= 12 && hasTextAt(body, 0, 'Adobe');
}

/**
 * The segments up to and including the first scan's header. Bytes between segments are passed over, as libjpeg does: no
 * sample depends on them. It ends early where a segment is cut off.
 */
export function* headerSegments(jpeg: Uint8Array): Generator<Segment> {
  let offset = 2;
  for (;;) {
    offset = nextMarker(jpeg, offset);
    const marker = jpeg[offset + 1];
    if (marker === undefined || marker === MARKER.start || marker === MARKER.end) return;
    if (standsAlone(marker)) {
      offset += 2;
      continue;
    }
    const end = offset + 2 + jpeg[offset + 2]! * 256 + jpeg[offset + 3]!;
    // Also where the length itself is cut off, since no comparison with NaN holds.
    if (!(end >= offset + 4 && end <= jpeg.length)) return;
    yield { marker, bytes: jpeg.subarray(offset, end), body: jpeg.subarray(offset + 4, end) };
    if (marker === MARKER.scan) return;
    offset = end;
  }
}

/** The offset of the next FF that a code follows; the end of the file if there is none. */
function nextMarker(jpeg: Uint8Array, from: number): number {
  let offset = from;
  for (;;) {
    offset = jpeg.indexOf(0xff, offset);
    if (offset === -1) return jpeg.length;
    const code = jpeg[offset + 1];
    if (code !== 0 && code !== 0xff) return offset;
    offset++;
  }
}

/** Whether a marker has no length. */
function standsAlone(marker: number): boolean {
  return marker === TEM || (marker >= RST0 && marker < MARKER.start);
}
