import type { Edge, Border } from '../plan/operations.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import type { Surface } from './memory.js';

/** Pixels in the kernels' memory: colours, alpha or labels. */
export interface Grid extends Frame {
  readonly pointer: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly bytesPerPixel: 1 | 2 | 3;
}

/** The pixels beyond an edge of one kind of grid. `fill` has the bytes of one pixel. */
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

/** Colours of a raster. On a grey raster a fill of three samples becomes its luma (ITU-R 601). */
export function colourRole(channels: 1 | 3): Role {
  return {
    isLabels: false,
    edge: ({ border, fill: [first, green, blue] }) => {
      if (green === undefined || blue === undefined)
        return { border, fill: Array<number>(channels).fill(first) };
      const luma = Math.round(0.299 * first + 0.587 * green + 0.114 * blue);
      return { border, fill: channels === 3 ? [first, green, blue] : [luma] };
    },
  };
}

export const ALPHA_ROLE: Role = { isLabels: false, edge: ({ border }) => ({ border, fill: [0] }) };

/** Values of a label map, little-endian if they have two bytes. */
export const LABEL_MAP_ROLE: Role = {
  isLabels: true,
  edge: ({ border, maskFill }) => ({ border, fill: [maskFill & 255, maskFill >> 8] }),
};

/** A bitmap. It is empty beyond the edge, also where the image is repeated there. */
export const BITMAP_ROLE: Role = { isLabels: true, edge: () => ({ border: 'constant', fill: [0] }) };

export function colourGrid({ pixels, width, height, channels }: Surface): Grid {
  return packedGrid(pixels.pointer, { width, height }, channels);
}

export function alphaGrid({ opacity, width, height }: Surface): Grid | undefined {
  return opacity && packedGrid(opacity.pointer, { width, height }, 1);
}

export function packedGrid(pointer: number, { width, height }: Frame, bytesPerPixel: 1 | 2 | 3): Grid {
  return { pointer, stride: width * bytesPerPixel, width, height, bytesPerPixel };
}

/** A part of a grid that shares its memory. */
export function viewGrid(grid: Grid, { x, y, width, height }: Rectangle): Grid {
  return { ...grid, pointer: grid.pointer + y * grid.stride + x * grid.bytesPerPixel, width, height };
}
