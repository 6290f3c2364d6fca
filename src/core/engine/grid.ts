import type { Edge, Border } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import type { Surface } from './memory.js';
import type { Rectangle } from './program.js';

/** Pixels in the kernels' memory, of whatever meaning. */
export interface Grid extends Frame {
  readonly pointer: number;
  /** Bytes from a row to the next. */
  readonly stride: number;
  readonly bytesPerPixel: 1 | 2 | 3;
}

/** What stands beyond an edge, for one kind of grid: a byte of `fill` for each of a pixel. */
export interface GridEdge {
  readonly border: Border;
  readonly fill: readonly number[];
}

/** What a grid means: how it may be sampled, and what fills it. */
export interface Role {
  /** Labels are never blended. */
  readonly isLabels: boolean;
  edge(edge: Edge): GridEdge;
}

/** Colours of a picture. A fill of three samples becomes its luma (ITU-R 601) on a grey one. */
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

/** A label map: its values are little-endian where they take two bytes. */
export const LABEL_MAP_ROLE: Role = {
  isLabels: true,
  edge: ({ border, maskFill }) => ({ border, fill: [maskFill & 255, maskFill >> 8] }),
};

/** One object's pixels: beyond the edge there is nothing of it, whatever the picture repeats there. */
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

/** A part of a grid, in place. */
export function viewGrid(grid: Grid, { x, y, width, height }: Rectangle): Grid {
  return { ...grid, pointer: grid.pointer + y * grid.stride + x * grid.bytesPerPixel, width, height };
}
