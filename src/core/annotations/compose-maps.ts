import { LabelError } from '../errors.js';
import type { MixLayer, MixOperation } from '../plan/operations.js';
import type { Bitmap, Frame } from '../geometry/types.js';
import type { LabelMap } from './model.js';

/** What a layer shows of the label maps of its image. */
export interface MapLayer {
  readonly layer: MixLayer;
  /** Of the layer, before it is placed. */
  readonly frame: Frame;
  /** In the frame of the result. */
  readonly labelMaps: readonly LabelMap[];
  /** What a layer covers that is cut out or shows by its alpha, in its own frame. Undefined: all of it. */
  readonly shape: Bitmap | undefined;
}

/** A layer of less weight leaves label maps as they are. */
const LEAST_WEIGHT = 0.5;

/**
 * The label maps of a mix: each pixel has the value of the uppermost layer of at least half the weight that shows it, or
 * `maskFill`. An image without a map of that name is background.
 * @param own those of the image itself: the result has these
 * @throws LabelError where the values of another image stand for other classes
 */
export function composeMaps(
  own: readonly LabelMap[],
  layers: readonly MapLayer[],
  result: MixOperation,
): LabelMap[] {
  return own.map((map) => composeMap(map, layers, result));
}

function composeMap(own: LabelMap, layers: readonly MapLayer[], result: MixOperation): LabelMap {
  const { width, height, maskFill } = result;
  const shown = layers.map(({ labelMaps, layer }) => {
    const map = labelMaps.find(({ kind, name }) => kind === own.kind && name === own.name);
    if (map) requireSameClasses(own, map, layer);
    return map;
  });
  const isDeep = [own, ...shown].some((map) => map?.data.BYTES_PER_ELEMENT === 2);
  const data = isDeep ? new Uint16Array(width * height) : new Uint8Array(width * height);
  data.fill(maskFill);
  for (const [index, { layer, frame, shape }] of layers.entries()) {
    if (layer.weight < LEAST_WEIGHT) continue;
    const map = shown[index];
    for (let y = Math.max(0, layer.y); y < Math.min(height, layer.y + frame.height); y++) {
      const row = (y - layer.y) * frame.width - layer.x;
      for (let x = Math.max(0, layer.x); x < Math.min(width, layer.x + frame.width); x++) {
        if (shape && shape.data[row + x] === 0) continue;
        data[y * width + x] = map ? map.data[y * width + x]! : (own.background ?? 0);
      }
    }
  }
  return { ...own, width, height, data };
}

function requireSameClasses(own: LabelMap, other: LabelMap, { source }: MixLayer): void {
  if (JSON.stringify(own.classes) === JSON.stringify(other.classes)) return;
  throw new LabelError(
    { file: source?.key ?? 'the image' },
    'the values of its masks stand for other classes than those of the image that it is mixed into',
  );
}
