import type { Encoding, Subsampling } from '../../core/image-codec.js';
import type { JpegHeader } from './jpeg-header.js';
import { nearestQuality } from './quality.js';

/** How the encoder comes nearest to a file. */
export function encodingOf(header: JpegHeader): Encoding {
  const subsampling = subsamplingOf(header);
  return { ...quantisationOf(header), ...(subsampling && { subsampling }) };
}

/**
 * Empty where a table is missing or damaged. A table that all components share counts as that of luma. Of three tables,
 * which the encoder does not write, that of the third component is left out.
 */
function quantisationOf({ quantisers, tables }: JpegHeader): Pick<Encoding, 'quality' | 'tables'> {
  const numbers = [...new Set(tables)];
  const used = numbers.slice(0, 2).map((number) => quantisers.get(number) ?? []);
  const isIntact = used.every((table) => table.length === 64 && !table.includes(0));
  const [luma, chroma] = used;
  if (!isIntact || !luma) return {};
  const { quality, isExact } = nearestQuality(luma, chroma);
  if (isExact || numbers.length > 2) return { quality };
  return { quality, tables: { luma, chroma: chroma ?? luma } };
}

/** What the encoder writes, the coarsest first: how many samples of luma stand on one of chroma in each direction. */
const WRITES: readonly (readonly [Subsampling, across: number, down: number])[] = [
  ['4:2:0', 2, 2],
  ['4:2:2', 2, 1],
  ['4:4:0', 1, 2],
  ['4:4:4', 1, 1],
];

/** The subsampling of the file; if the encoder does not have it, the coarsest that is finer. Undefined for grey. */
function subsamplingOf({ sampling }: JpegHeader): Subsampling | undefined {
  const [luma, blue, red] = sampling;
  if (!luma || !blue || !red) return undefined;
  const stored = ([0, 1] as const).map((way) => Math.min(luma[way] / blue[way], luma[way] / red[way]));
  return WRITES.find(([, across, down]) => across <= stored[0]! && down <= stored[1]!)?.[0] ?? '4:4:4';
}
