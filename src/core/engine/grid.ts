import type { Border, Colour, Edge } from '../plan/operations.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import type { Surface } from './memory.js';
import { newSamples } from './raster.js';
import { unitsPerLevel } from '../plan/depth.js';
import type { Depth } from '../plan/depth.js';

/** Pixels in the kernels' memory: colours, alpha or labels. */
export interface Grid extends Frame {
  readonly pointer: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly channels: 1 | 3;
  readonly depth: Depth;
  readonly bytesPerPixel: number;
}

/** The pixels beyond an edge of one kind of grid. `fill` has the samples of one pixel, in units; they may be fractional. */
export interface GridEdge {
  readonly border: Border;
  readonly fill: readonly number[];
}

/** The kind of values in a grid: how they may be sampled, and what fills it beyond its edge. */
export interface Role {
  /** Labels are never blended. */
  readonly isLabels: boolean;
  edge(edge: Edge): GridEdge;
}

/** Colours of a raster. On a grey raster a fill of three samples becomes its luma (ITU-R 601), rounded. */
export function colourRole({ channels, depth }: Pick<Surface, 'channels' | 'depth'>): Role {
  return {
    isLabels: false,
    edge: ({ border, fill }) => ({ border, fill: colourUnits(fill, channels, depth) }),
  };
}

/** The samples of a colour in units; on a grey raster the luma (ITU-R 601), rounded to a unit. */
function colourUnits(
  [red, green = red, blue = red]: Colour,
  channels: 1 | 3,
  depth: Depth,
): readonly number[] {
  const units = unitsPerLevel(depth);
  if (channels === 3) return [red * units, green * units, blue * units];
  const isGrey = red === green && red === blue;
  return [isGrey ? red * units : Math.round((0.299 * red + 0.587 * green + 0.114 * blue) * units)];
}

export const ALPHA_ROLE: Role = { isLabels: false, edge: ({ border }) => ({ border, fill: [0] }) };

/** Values of a label map. */
export const LABEL_MAP_ROLE: Role = {
  isLabels: true,
  edge: ({ border, maskFill }) => ({ border, fill: [maskFill] }),
};

/** A bitmap. It is empty beyond the edge, also where the image is repeated there. */
export const BITMAP_ROLE: Role = { isLabels: true, edge: () => ({ border: 'constant', fill: [0] }) };

export function colourGrid(surface: Surface): Grid {
  return packedGrid(surface.pixels.pointer, surface, surface);
}

export function alphaGrid(surface: Surface): Grid | undefined {
  const { opacity, depth } = surface;
  return opacity && packedGrid(opacity.pointer, surface, { channels: 1, depth });
}

export function packedGrid(
  pointer: number,
  { width, height }: Frame,
  { channels, depth }: Pick<Grid, 'channels' | 'depth'>,
): Grid {
  const bytesPerPixel = (channels * depth) / 8;
  return { pointer, stride: width * bytesPerPixel, width, height, channels, depth, bytesPerPixel };
}

/** The bytes of one pixel, its samples rounded to units. */
export function pixelBytes(
  { fill }: GridEdge,
  { channels, depth }: Pick<Grid, 'channels' | 'depth'>,
): Uint8Array {
  const samples = newSamples(depth, channels);
  for (let i = 0; i < channels; i++) samples[i] = Math.round(fill[i]!);
  return new Uint8Array(samples.buffer);
}

/** A part of a grid that shares its memory. */
export function viewGrid(grid: Grid, { x, y, width, height }: Rectangle): Grid {
  return { ...grid, pointer: grid.pointer + y * grid.stride + x * grid.bytesPerPixel, width, height };
}
