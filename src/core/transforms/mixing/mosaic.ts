import * as z from 'zod';
import type { Frame, Rectangle } from '../../geometry/types.js';
import type { MixLayer, UnmixedOperation } from '../../plan/operations.js';
import { maskInterpolation, range, side, type Range } from '../parameters.js';
import { halves, showing } from '../spatial/cropping.js';
import { resize } from '../spatial/resizing.js';
import { defineTransform } from '../transform.js';
import type { OtherSource, Scene } from '../transform.js';
import { drawOthers, fitParameters, fittedFrame, keysOf, NOT_ON_PLANES, otherLayer } from './others.js';

const count = z.int().min(1).max(3);
const sides = z.tuple([side, side]);

const schema = z
  .object({
    grid_yx: z.tuple([count, count]).prefault([2, 2]).describe('Rows and columns of cells, 1 to 3 each.'),
    target_size: sides.prefault([512, 512]).describe('Size of the result, (height, width).'),
    cell_shape: sides.prefault([512, 512]).describe('Size of a cell, (height, width).'),
    layout: z
      .enum(['grid', 'touching'])
      .prefault('grid')
      .describe(
        '`grid`: each image fills its cell. `touching`: four images, each brought to the size of a cell, meet with their corners at a point of the result; the image itself lies at the upper left.',
      ),
    center_range: range({ min: 0, max: 1 })
      .prefault([0.3, 0.7])
      .describe(
        'Where the centre of the result lies in the grid, in shares of the room that there is for it; with `touching` where the images meet, in shares of the sides.',
      ),
    ...fitParameters,
    mask_interpolation: maskInterpolation,
  })
  .refine(
    ({ layout, grid_yx, cell_shape, target_size }) =>
      layout === 'touching' || [0, 1].every((i) => cell_shape[i]! * grid_yx[i]! >= target_size[i]!),
    { message: 'must not exceed the grid: cell_shape · grid_yx', path: ['target_size'] },
  )
  .refine(({ layout, grid_yx: [rows, columns] }) => layout === 'grid' || (rows === 2 && columns === 2), {
    message: 'must be [2, 2] with layout: touching, as four corners meet',
    path: ['grid_yx'],
  });
type MosaicParameters = z.output<typeof schema>;

export const mosaic = defineTransform({
  name: 'Mosaic',
  group: 'mixing',
  summary: 'Lays the image and others of the pool out in a grid, and shows a part of it.',
  p: 0.5,
  refused: { metadata_key: '`mix: {pool: …}` of the recipe says which images are used' },
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema,
  sample(parameters, random, scene) {
    const [height, width] = parameters.target_size;
    const { draw, lay } = LAYOUTS[parameters.layout];
    const place = draw(parameters, () => random.uniform(...parameters.center_range));
    const [rows, columns] = parameters.grid_yx;
    const others = drawOthers('Mosaic', scene, rows * columns - 1, random);
    const layers = lay(place, others, scene, parameters);
    return {
      sampled: { x: place[0], y: place[1], others: keysOf(layers) },
      operations: [
        { kind: 'mix', width, height, fill: parameters.fill, maskFill: parameters.fill_mask, layers },
      ],
    };
  },
});

type Place = readonly [x: number, y: number];

interface Layout {
  /** Where it lies. Draws x, then y. */
  readonly draw: (parameters: MosaicParameters, draw: () => number) => Place;
  readonly lay: (
    place: Place,
    others: readonly OtherSource[],
    own: Scene,
    parameters: MosaicParameters,
  ) => MixLayer[];
}

const LAYOUTS: Readonly<Record<MosaicParameters['layout'], Layout>> = {
  grid: { draw: drawCentre, lay: fillCells },
  touching: { draw: drawMeeting, lay: layAround },
};

/** The centre of the result in the grid. */
function drawCentre({ grid_yx, cell_shape, target_size }: MosaicParameters, draw: () => number): Place {
  const along = (axis: 0 | 1) => {
    const target = target_size[axis];
    const least = Math.floor(target / 2);
    const most = grid_yx[axis] * cell_shape[axis] - Math.floor((target + 1) / 2);
    return Math.min(most, least + Math.trunc((most - least + 1) * draw()));
  };
  const x = along(1);
  return [x, along(0)];
}

/** The image itself fills the largest of the visible parts of cells. */
function fillCells(
  centre: Place,
  others: readonly OtherSource[],
  own: Scene,
  parameters: MosaicParameters,
): MixLayer[] {
  const cells = cellsAround(centre, parameters);
  const largest = cells.reduce((best, cell) => (areaOf(cell) > areaOf(best) ? cell : best));
  const left = [...others];
  return cells.map((cell) => layerIn(cell, cell === largest ? undefined : left.shift(), own, parameters));
}

/** The point of the result at which the images meet. */
function drawMeeting({ target_size: [height, width] }: MosaicParameters, draw: () => number): Place {
  const x = Math.trunc(width * draw());
  return [x, Math.trunc(height * draw())];
}

/** Row by row, the image itself first; what lies beyond the result is cut off. */
function layAround(
  [x, y]: Place,
  others: readonly OtherSource[],
  own: Scene,
  parameters: MosaicParameters,
): MixLayer[] {
  return [undefined, others[0], others[1], others[2]].map((other, index) => {
    const { width, height } = scaledToCell(other ?? own, parameters);
    return layerOf(other, own, parameters, [], {
      x: index % 2 === 0 ? x - width : x,
      y: index < 2 ? y - height : y,
    });
  });
}

/** The visible parts of the cells, row by row, in the result. */
function cellsAround([x, y]: Place, { grid_yx, cell_shape, target_size }: MosaicParameters): Rectangle[] {
  const [height, width] = target_size;
  const columns = partsAlong(x - Math.floor(width / 2), width, cell_shape[1], grid_yx[1]);
  const rows = partsAlong(y - Math.floor(height / 2), height, cell_shape[0], grid_yx[0]);
  return rows.flatMap(([top, bottom]) =>
    columns.map(([left, right]) => ({ x: left, y: top, width: right - left, height: bottom - top })),
  );
}

function partsAlong(start: number, length: number, cell: number, cells: number): Range[] {
  const clamped = (line: number) => Math.min(length, Math.max(0, line * cell - start));
  const parts = Array.from({ length: cells }, (_, i): Range => [clamped(i), clamped(i + 1)]);
  return parts.filter(([from, to]) => from < to);
}

function areaOf({ width, height }: Frame): number {
  return width * height;
}

function layerIn(
  cell: Rectangle,
  other: OtherSource | undefined,
  own: Scene,
  parameters: MosaicParameters,
): MixLayer {
  const scaled = scaledToCell(other ?? own, parameters);
  const corner = oppositeCorner(cell, parameters);
  const shift = paddingBefore(corner, cell, scaled);
  const window = { ...cell, x: corner[0] - shift[0], y: corner[1] - shift[1] };
  const edge = { border: 'constant', fill: parameters.fill, maskFill: parameters.fill_mask } as const;
  return layerOf(other, own, parameters, showing(window, scaled, edge), cell);
}

function scaledToCell(frame: Frame, parameters: MosaicParameters): Frame {
  const [height, width] = parameters.cell_shape;
  return fittedFrame(frame, { width, height }, parameters);
}

/** Shows another Source, or without one the image itself, scaled and then changed by `rest`. */
function layerOf(
  other: OtherSource | undefined,
  own: Scene,
  parameters: MosaicParameters,
  rest: readonly UnmixedOperation[],
  { x, y }: { readonly x: number; readonly y: number },
): MixLayer {
  const image = other ?? own;
  const sampling = { ...parameters, area_for_downscale: null };
  const scaled = resize(image, scaledToCell(image, parameters), sampling, false);
  const layer = { operations: [...(other?.operations ?? []), ...scaled, ...rest], x, y, weight: 1 };
  return other ? otherLayer(other, own, layer) : layer;
}

/** The corner of what is shown of an image: of a cell above, the lower part; of one at the left, the right part. */
function oppositeCorner(cell: Rectangle, { cell_shape, target_size }: MosaicParameters): Place {
  const slack = [cell_shape[1] - cell.width, cell_shape[0] - cell.height] as const;
  const across = cell.x + cell.width / 2 - target_size[1] / 2;
  const down = cell.y + cell.height / 2 - target_size[0] / 2;
  if (across === 0 || down === 0) return [Math.floor(slack[0] / 2), Math.floor(slack[1] / 2)];
  return [across < 0 ? slack[0] : 0, down < 0 ? slack[1] : 0];
}

/** An image that does not reach the end of what is shown is padded on both sides. */
function paddingBefore([x, y]: Place, cell: Rectangle, scaled: Frame): Place {
  return [
    halves(Math.max(0, x + cell.width - scaled.width))[0],
    halves(Math.max(0, y + cell.height - scaled.height))[0],
  ];
}
