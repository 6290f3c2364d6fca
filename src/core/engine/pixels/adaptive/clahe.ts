import type { AdaptiveOperation } from '../../../plan/operations.js';
import type { Frame } from '../../../geometry/types.js';
import type { Depth } from '../../../plan/depth.js';
import type { Kernels, Surface } from '../../memory.js';
import { withNumbers } from '../../scratch.js';
import { deepLightTables, fromLabTables, toLabTables } from './lab-tables.js';
import {
  CELL_BYTES,
  columnsInMemory,
  placeAmong,
  tilesOf,
  withCells,
  withTileTables,
  type Plane,
} from './tiles.js';

type TileEqualization = Extract<AdaptiveOperation, { form: 'clahe' }>;

/** Gives row `y` its values: `cells` points to its row of cells, `below` is the weight of the lower tiles. */
type RowMaker = (y: number, cells: number, columns: number, below: number) => void;

/** OpenCV's CLAHE, on L for RGB: for 8 bits to the bit, for 16 bits with nothing rounded between. */
export function applyClahe(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: TileEqualization,
): void {
  if (source.channels === 1) onGrey(kernels, source, target, operation);
  else if (source.depth === 8) onLab(kernels, source, target, operation);
  else onLab16(kernels, source, target, operation);
}

function onGrey(kernels: Kernels, source: Surface, target: Surface, operation: TileEqualization): void {
  const { width, depth } = source;
  const bytesPerPixel = depth / 8;
  const [count, make] =
    depth === 8 ? (['countTile', 'claheGreyRow'] as const) : (['countTile16', 'claheGreyRow16'] as const);
  const plane: Plane = {
    ...sizeOf(source),
    bytesPerPixel,
    count: (...tile) => {
      kernels.call[count](source.pixels.pointer, ...tile);
    },
  };
  makeRows(kernels, plane, depth, operation, (y, cells, columns, below) => {
    const [from, to] = [source, target].map(({ pixels }) => pixels.pointer + y * width * bytesPerPixel);
    kernels.call[make](from!, to!, width, cells, columns, below);
  });
}

/** Lab lies in `target` meanwhile, in place of RGB. */
function onLab(kernels: Kernels, source: Surface, target: Surface, operation: TileEqualization): void {
  const { width, height } = source;
  const at = target.pixels.pointer;
  withNumbers(kernels, toLabTables(), (tables) => {
    kernels.call.toLab(source.pixels.pointer, at, width * height, tables);
  });
  const plane: Plane = {
    ...sizeOf(source),
    bytesPerPixel: 3,
    count: (...tile) => {
      kernels.call.countTile(at, ...tile);
    },
  };
  withNumbers(kernels, fromLabTables(), (tables) => {
    makeRows(kernels, plane, 8, operation, (y, cells, columns, below) => {
      kernels.call.claheLabRow(at + 3 * width * y, width, cells, columns, below, tables);
    });
  });
}

function onLab16(kernels: Kernels, source: Surface, target: Surface, operation: TileEqualization): void {
  const { width } = source;
  withNumbers(kernels, deepLightTables(), (light) => {
    const plane: Plane = {
      ...sizeOf(source),
      bytesPerPixel: 6,
      count: (...tile) => {
        kernels.call.countLightness16(source.pixels.pointer, ...tile, light);
      },
    };
    makeRows(kernels, plane, 16, operation, (y, cells, columns, below) => {
      const [from, to] = [source, target].map(({ pixels }) => pixels.pointer + 6 * width * y);
      kernels.call.claheLabRow16(from!, to!, width, cells, columns, below, light);
    });
  });
}

function sizeOf({ width, height }: Surface): Frame {
  return { width, height };
}

/** The tables of all tiles come first: rows may then be made in place. */
function makeRows(
  kernels: Kernels,
  plane: Plane,
  depth: Depth,
  operation: TileEqualization,
  make: RowMaker,
): void {
  const tiles = tilesOf(plane, operation.columns, operation.rows);
  const columns = columnsInMemory(plane.width, tiles.width, CELL_BYTES[depth]);
  withTileTables(kernels, plane, tiles, operation.clipLimit, (tables) => {
    withCells(kernels, tables, tiles, depth, (cells) => {
      withNumbers(kernels, columns, (columnsAt) => {
        for (let y = 0; y < plane.height; y++) {
          const { cell, weight } = placeAmong(y, tiles.height);
          make(y, cells + cell * (tiles.columns + 1) * CELL_BYTES[depth], columnsAt, weight);
        }
      });
    });
  });
}
