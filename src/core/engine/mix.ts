import type { Colour, MixLayer, MixOperation } from '../plan/operations.js';
import { unitsPerLevel } from '../plan/depth.js';
import type { Bitmap, Frame, Rectangle } from '../geometry/types.js';
import { alphaGrid, colourGrid, colourRole, viewGrid } from './grid.js';
import type { Grid } from './grid.js';
import type { Kernels, Surface } from './memory.js';
import type { Program } from './program.js';
import { layByWeights, STEPS, weightsOf } from './mix-weights.js';
import { withEightBits } from './raster.js';

/** Whether the first layer leaves nothing of the fill. */
export function coversAll({ layers, width, height }: MixOperation, [first]: readonly Program[]): boolean {
  const { cut, source, x, y, weight } = layers[0]!;
  const { output } = first!;
  // Another Source may have alpha, and then shows in part.
  if (cut || source || weight < 1 || x > 0 || y > 0) return false;
  return x + output.width >= width && y + output.height >= height;
}

/** Gives every pixel the colour; alpha becomes 0. */
export function paint(target: Surface, colour: Colour): void {
  const { fill } = colourRole(target).edge({ border: 'constant', fill: colour, maskFill: 0 });
  const { data, channels } = target;
  const units = fill.map(Math.round);
  if (units.every((unit) => unit === units[0])) data.fill(units[0]!);
  else for (let i = 0; i < data.length; i++) data[i] = units[i % channels]!;
  target.alpha?.fill(0);
}

/**
 * Lays a layer over the target; what lies beyond the target is cut off. A layer with alpha shows as far as it is opaque where
 * the target has none.
 * @param made the layer's pixels
 * @param shape what a cut-out layer shows, in its own frame
 */
export function layOver(
  kernels: Kernels,
  made: Surface,
  target: Surface,
  layer: MixLayer,
  shape: Bitmap | undefined,
): void {
  const { x, y, weight } = layer;
  const seen = shared({ x, y, width: made.width, height: made.height }, target);
  if (!seen) return;
  const within = { ...seen, x: seen.x - x, y: seen.y - y };
  const weights = weightsOf(made, layer, shape, layer.byAlpha === true || target.opacity === undefined);
  withKindOf(kernels, made, target, (alike) => {
    if (weights) {
      layByWeights(alike, target, weights, seen, within);
      return;
    }
    const blend = (above: Grid, below: Grid) => {
      blendGrids(kernels, viewGrid(above, within), viewGrid(below, seen), weight);
    };
    blend(colourGrid(alike), colourGrid(target));
    const [above, below] = [alphaGrid(alike), alphaGrid(target)];
    if (above && below) blend(above, below);
  });
}

function shared({ x, y, width, height }: Rectangle, frame: Frame): Rectangle | undefined {
  const [x0, y0] = [Math.max(0, x), Math.max(0, y)];
  const [x1, y1] = [Math.min(frame.width, x + width), Math.min(frame.height, y + height)];
  return x0 < x1 && y0 < y1 ? { x: x0, y: y0, width: x1 - x0, height: y1 - y0 } : undefined;
}

/** Lays a grid over another one of the same size. */
export function blendGrids({ call }: Kernels, above: Grid, below: Grid, weight: number): void {
  const { pointer, stride, width, height, channels, depth, bytesPerPixel } = below;
  if (weight === 1) {
    call.copyRows(above.pointer, above.stride, pointer, stride, width * bytesPerPixel, height);
    return;
  }
  const steps = Math.round(weight * STEPS);
  const blended = [above.pointer, above.stride, pointer, stride, width * channels, height, steps] as const;
  if (depth === 8) call.blendRows(...blended);
  else call.blendRows16(...blended);
}

/** Gives the layer with the target's channels, depth and alpha to `use`. */
export function withKindOf(
  kernels: Kernels,
  made: Surface,
  target: Surface,
  use: (layer: Surface) => void,
): void {
  const { width, height } = made;
  const { channels, depth } = target;
  const lacksAlpha = target.opacity !== undefined && made.opacity === undefined;
  if (made.channels === channels && made.depth === depth && !lacksAlpha) {
    use(made);
    return;
  }
  const layer = kernels.surface({ width, height, channels, depth, withAlpha: target.opacity !== undefined });
  try {
    convert(made, layer);
    use(layer);
  } finally {
    kernels.free(layer);
  }
}

function convert(made: Surface, layer: Surface): void {
  const like = layer.depth === 8 ? withEightBits(made) : made;
  const factor = unitsPerLevel(layer.depth) / unitsPerLevel(like.depth);
  copyChannels(like.data, made.channels, layer.data, layer.channels, factor);
  if (!layer.alpha) return;
  if (like.alpha) copyChannels(like.alpha, 1, layer.alpha, 1, factor);
  else layer.alpha.fill(255 * unitsPerLevel(layer.depth));
}

type Samples = Uint8Array | Uint16Array;

function copyChannels(from: Samples, channels: 1 | 3, into: Samples, wanted: 1 | 3, factor: number): void {
  if (channels === wanted) for (let i = 0; i < into.length; i++) into[i] = from[i]! * factor;
  else if (channels === 1) for (let i = 0; i < into.length; i++) into[i] = from[Math.floor(i / 3)]! * factor;
  else
    for (let i = 0; i < into.length; i++)
      into[i] = Math.round(
        (0.299 * from[3 * i]! + 0.587 * from[3 * i + 1]! + 0.114 * from[3 * i + 2]!) * factor,
      );
}
