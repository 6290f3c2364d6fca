import { libjpeg } from './load-libjpeg.js';
import { headerSegments, isFrame, MARKER } from './segments.js';
import type { Segment } from './segments.js';

const BASELINE_FRAMES = new Set([0xc0, 0xc1]);
/** A class and a number, and how many codes there are of each length. */
const TABLE_HEADER = 17;

let standard: ReadonlySet<string> | undefined;

/**
 * True if a file has the Huffman codes of Annex K of the JPEG standard (ITU-T T.81), which most programs and cameras write,
 * and not codes that were chosen for this file.
 */
export function hasStandardCodes(segments: readonly Segment[]): boolean {
  const tables = huffmanTables(segments);
  const isBaseline = segments.some((segment) => isFrame(segment) && BASELINE_FRAMES.has(segment.marker));
  standard ??= standardTables();
  return isBaseline && tables.length > 0 && tables.every((table) => standard!.has(table));
}

/** The library writes them unless it is asked to choose better ones. */
function standardTables(): ReadonlySet<string> {
  const black = { width: 8, height: 8, channels: 3, data: new Uint8Array(192) } as const;
  const file = libjpeg().compress(black, { quality: 90, subsampling: '4:4:4' });
  return new Set(huffmanTables([...headerSegments(file)]));
}

function huffmanTables(segments: readonly Segment[]): string[] {
  return segments.flatMap(({ marker, body }) => {
    const tables: string[] = [];
    if (marker !== MARKER.huffmanTables) return tables;
    for (let at = 0; at < body.length;) {
      const lengths = body.subarray(at + 1, at + TABLE_HEADER);
      const end = at + TABLE_HEADER + lengths.reduce((sum, codes) => sum + codes, 0);
      // Not `toString`, which gives bytes of a Buffer as text, and those of another array as numbers.
      tables.push(body.subarray(at, end).join());
      at = end;
    }
    return tables;
  });
}
