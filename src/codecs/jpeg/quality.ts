/** Annex K of the JPEG standard (ITU-T T.81), in zigzag order: what libjpeg scales to the tables of a quality. */
const LUMA = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];
const CHROMA = [
  17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];

interface Tables {
  readonly luma: Float64Array;
  readonly chroma: Float64Array;
}

const tablesOf = new Map<number, Tables>();

/** The reciprocals of the quantisers that libjpeg uses for a quality. */
function tablesFor(quality: number): Tables {
  let tables = tablesOf.get(quality);
  if (!tables) {
    tables = { luma: reciprocals(scaled(LUMA, quality)), chroma: reciprocals(scaled(CHROMA, quality)) };
    tablesOf.set(quality, tables);
  }
  return tables;
}

/** As libjpeg's jpeg_quality_scaling and jpeg_add_quant_table do it for a baseline file. */
function scaled(table: readonly number[], quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return table.map((quantiser) => Math.min(255, Math.max(1, Math.floor((quantiser * percent + 50) / 100))));
}

/**
 * The quality whose tables are those of a file, or the nearest to them: that with the smallest sum of differences between
 * the reciprocals of the quantisers. So fine quantisers, which decide the size of a file, count most. For some 140 tables of
 * cameras and programs that libjpeg does not make, files of this quality differ by 6 % in size from files with those tables;
 * by the ratios of the quantisers it would be 10 %.
 * @param luma 64 quantisers from 1 on, in zigzag order
 * @param chroma absent where a file has one table only
 * @returns `isExact`: the tables are those of that quality
 */
export function nearestQuality(
  luma: readonly number[],
  chroma: readonly number[] | undefined,
): { readonly quality: number; readonly isExact: boolean } {
  const [fineness, chromaFineness] = [reciprocals(luma), chroma && reciprocals(chroma)];
  let nearest = { quality: 100, distance: Infinity };
  // From the best quality down, so that the finer of two equally near ones is found.
  for (let quality = 100; quality > 0; quality--) {
    const tables = tablesFor(quality);
    const distance =
      distanceOf(fineness, tables.luma) + (chromaFineness ? distanceOf(chromaFineness, tables.chroma) : 0);
    if (distance < nearest.distance) nearest = { quality, distance };
    if (distance === 0) break;
  }
  return { quality: nearest.quality, isExact: nearest.distance === 0 };
}

function reciprocals(quantisers: readonly number[]): Float64Array {
  const fineness = new Float64Array(quantisers.length);
  for (let i = 0; i < fineness.length; i++) fineness[i] = 1 / quantisers[i]!;
  return fineness;
}

function distanceOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum;
}
