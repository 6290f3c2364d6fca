import type { Frame } from '../../geometry/types.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Raster } from '../raster.js';

const TURNS = 10;
/** How much a distance of one step of the grid weighs beside one from black to white. */
const COMPACTNESS = 10;

interface Centre {
  x: number;
  y: number;
}

/** A superpixel for each pixel, by its number. Below `count` are those that exist; a pixel that none reaches has −1. */
export interface Segments {
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * SLIC (Achanta et al., 2012) as in Albumentations 2.0.8, to the bit: the colour of a centre is that of the pixel there, and
 * distances are kept from one turn to the next. All in double precision, which is the same everywhere.
 * @param wanted about so many superpixels
 */
export function segment(
  raster: Pick<Raster, 'width' | 'height' | 'channels' | 'depth' | 'data'>,
  wanted: number,
): Segments {
  const { width, height } = raster;
  const step = Math.max(1, Math.trunc(Math.sqrt((width * height) / wanted)));
  const centres = gridOf(raster, step);
  const colours = normalized(raster);
  const labels = new Int32Array(width * height).fill(-1);
  const distances = new Float64Array(width * height).fill(Infinity);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [label, centre] of centres.entries())
      claim(label, centre, { ...raster, step, colours, labels, distances });
    moveToMeans(centres, labels, width);
  }
  return { labels, count: centres.length };
}

function gridOf({ width, height }: Frame, step: number): Centre[] {
  const centres: Centre[] = [];
  const first = Math.floor(step / 2);
  for (let y = first; y < height; y += step) for (let x = first; x < width; x += step) centres.push({ x, y });
  return centres;
}

/** So that the greatest sample is 1; as upstream, which adds a little to it lest all is black. */
function normalized({ data, depth }: Pick<Raster, 'data' | 'depth'>): Float64Array {
  const unit = unitsPerLevel(depth);
  let greatest = 0;
  for (const value of data) greatest = Math.max(greatest, value / unit + 1e-6);
  return Float64Array.from(data, (value) => value / unit / greatest);
}

interface Claims extends Frame {
  readonly channels: 1 | 3;
  readonly step: number;
  readonly colours: Float64Array;
  readonly labels: Int32Array;
  readonly distances: Float64Array;
}

/** Gives the centre all pixels around it that are nearer to it than to those that they had. */
function claim(label: number, centre: Centre, claims: Claims): void {
  const { width, height, channels, step, colours, labels, distances } = claims;
  const own = channels * (centre.y * width + centre.x);
  const area = step * step;
  const [left, right] = [Math.max(0, centre.x - step), Math.min(width, centre.x + step + 1)];
  for (let y = Math.max(0, centre.y - step); y < Math.min(height, centre.y + step + 1); y++) {
    const rows = (y - centre.y) ** 2;
    for (let x = left; x < right; x++) {
      const pixel = y * width + x;
      const at = channels * pixel;
      let colour = 0;
      for (let channel = 0; channel < channels; channel++) {
        const difference = colours[at + channel]! - colours[own + channel]!;
        colour += difference * difference;
      }
      const columns = x - centre.x;
      const distance = colour + COMPACTNESS * ((rows + columns * columns) / area);
      if (distance < distances[pixel]!) {
        distances[pixel] = distance;
        labels[pixel] = label;
      }
    }
  }
}

/** A centre without pixels stays. */
function moveToMeans(centres: readonly Centre[], labels: Int32Array, width: number): void {
  const [counts, columns, rows] = [0, 1, 2].map(() => new Float64Array(centres.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  labels.forEach((label, pixel) => {
    if (label < 0) return;
    counts[label]! += 1;
    columns[label]! += pixel % width;
    rows[label]! += Math.floor(pixel / width);
  });
  for (const [label, centre] of centres.entries()) {
    const count = counts[label]!;
    if (count === 0) continue;
    centre.x = Math.trunc(columns[label]! / count);
    centre.y = Math.trunc(rows[label]! / count);
  }
}
