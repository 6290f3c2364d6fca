import type { MixLayer, MixOperation } from '../plan/operations.js';
import { stretchesWhere } from '../geometry/stretches.js';
import { wholeFrame } from '../geometry/rectangle.js';
import type { Ring } from '../geometry/shapes.js';
import type { Bitmap } from '../geometry/types.js';
import { KEEP_ALL_VISIBLE } from './filter.js';
import type { AnnotatedObject, Annotations } from './model.js';
import { moveUnmixed, type Arrived } from './move-unmixed.js';
import type { MoveOptions } from './move.js';
import type { Past } from './object.js';
import { drawOpaque } from './opaque.js';
import { sightOf, sizeOfSight, type Sight } from './sight.js';
import { extentOf, silhouette } from './silhouette.js';

/** The labels that a layer brings: all of its Source, or those of the objects that it shows. */
export function labelsOf(
  { source, cut }: MixLayer,
  own: Annotations,
  { others }: Pick<MoveOptions, 'others'>,
): Annotations {
  if (!source) return own;
  const labels = others?.(source) ?? { ...source.frame, objects: [], labelMaps: [], tags: [] };
  return cut ? { ...labels, objects: cut.objects.flatMap((index) => labels.objects[index] ?? []) } : labels;
}

/** The shapes of the objects that a layer shows, in the layer's frame: what its pixels are cut out by. */
export function cutOut(layer: MixLayer, own: Annotations, options: MoveOptions): Bitmap {
  const keepingAll = { ...options, filter: KEEP_ALL_VISIBLE };
  const { annotations } = moveUnmixed(labelsOf(layer, own, options), layer.operations, keepingAll);
  return silhouette(annotations.objects, wholeFrame(annotations));
}

/** Whether a layer covers pixels of what lies below it, and not its whole rectangle. */
export function coversPixels(layer: MixLayer, options: MoveOptions): boolean {
  return layer.cut !== undefined || opaqueOf(layer, options) !== undefined;
}

function opaqueOf({ source, byAlpha }: MixLayer, { opaque }: MoveOptions): readonly Ring[] | undefined {
  return byAlpha && source && opaque?.(source);
}

/** What such a layer covers, in its own frame: its objects, as far as they are opaque. Undefined: its whole rectangle. */
export function coverOf(layer: MixLayer, own: Annotations, options: MoveOptions): Bitmap | undefined {
  const shape = layer.cut && cutOut(layer, own, options);
  const outlines = opaqueOf(layer, options);
  if (!outlines) return shape;
  const seen = drawOpaque(outlines, layer.source!.frame, layer.operations);
  return shape ? { ...seen, data: seen.data.map((value, i) => value & shape.data[i]!) } : seen;
}

/** What the layers that cover pixels cover of the result; undefined where there are none. */
export function coverageOf(
  layers: readonly MixLayer[],
  { width, height }: MixOperation,
  own: Annotations,
  options: MoveOptions,
): Bitmap | undefined {
  const covering = layers.filter((layer) => coversPixels(layer, options));
  if (covering.length === 0) return undefined;
  const covered = { width, height, data: new Uint8Array(width * height) };
  for (const layer of covering) {
    forEachSet(coverOf(layer, own, options)!, (column, row) => {
      const [x, y] = [column + layer.x, row + layer.y];
      if (x >= 0 && y >= 0 && x < width && y < height) covered.data[y * width + x] = 1;
    });
  }
  return covered;
}

/** Labels below layers that cover pixels: what these cover is hidden, counted in pixels. */
export function hideBelow({ annotations, pasts, report }: Arrived, covered: Bitmap): Arrived {
  const looked = annotations.objects.map((object, i) => hideFrom(object, pasts[i]!, covered));
  const seen = looked.filter((one) => one !== undefined);
  const hidden = looked.filter((one, i) => !one && !annotations.objects[i]!.double).length;
  const reasons = { ...report.reasons, hidden: (report.reasons['hidden'] ?? 0) + hidden };
  return {
    annotations: { ...annotations, objects: seen.map(({ object }) => object) },
    pasts: seen,
    report: hidden === 0 ? report : { ...report, reasons, dropped: report.dropped + hidden },
  };
}

/** In shares of a length. */
const ROUNDING = 1e-9;

type Seen = Past & { readonly object: AnnotatedObject };

/** Undefined where nothing is left to be seen. Keypoints that are hidden still count. */
function hideFrom(object: AnnotatedObject, past: Past, covered: Bitmap): Seen | undefined {
  const below = { ...past, object: coverObject(object, covered) };
  const extent = extentOf(object, covered);
  if (!extent) return hideLines(below, covered);
  const seen = silhouette([past.sight ? outlined(past.sight) : object], extent);
  let [all, hidden] = [0, 0];
  forEachSet(seen, (x, y) => {
    all += 1;
    if (covered.data[(y + extent.y) * covered.width + x + extent.x] === 0) return;
    hidden += 1;
    seen.data[y * seen.width + x] = 0;
  });
  if (hidden === 0) return below;
  if (hidden === all) return undefined;
  const visibility = past.visibility * (1 - hidden / all);
  return { ...below, visibility, clipped: true, sight: sightOf(seen, extent) };
}

function hideLines(below: Seen, { width, height, data }: Bitmap): Seen | undefined {
  const { lines } = below.object;
  if (!lines) return below;
  const whole: Sight = below.sight ?? { form: 'lines', pieces: [lines] };
  const isUncovered = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height || data[y * width + x] === 0;
  const left = whole.pieces.map((some) => some.flatMap((line) => stretchesWhere(line, isUncovered)));
  const sight: Sight = { form: 'lines', pieces: left.filter((some) => some.length > 0) };
  const share = sizeOfSight(sight) / sizeOfSight(whole);
  if (!(share < 1 - ROUNDING)) return below;
  if (sight.pieces.length === 0) return undefined;
  return { ...below, visibility: below.visibility * share, clipped: true, sight };
}

function outlined({ pieces }: Sight): AnnotatedObject {
  return { class: '', polygons: pieces.map((rings) => ({ rings })) };
}

/** As below a fill: bitmaps are cleared, keypoints become hidden, other shapes stay. */
function coverObject(object: AnnotatedObject, covered: Bitmap): AnnotatedObject {
  const { bitmap, keypoints } = object;
  if (!bitmap && !keypoints) return object;
  const isCovered = (x: number, y: number) =>
    covered.data[Math.floor(y) * covered.width + Math.floor(x)] === 1;
  return {
    ...object,
    ...(bitmap && {
      bitmap: { ...bitmap, data: bitmap.data.map((value, i) => (covered.data[i] === 1 ? 0 : value)) },
    }),
    ...(keypoints && {
      keypoints: keypoints.map((keypoint) =>
        keypoint.visibility === 2 && isCovered(keypoint.x, keypoint.y)
          ? { ...keypoint, visibility: 1 as const }
          : keypoint,
      ),
    }),
  };
}

function forEachSet({ width, height, data }: Bitmap, use: (x: number, y: number) => void): void {
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (data[y * width + x] === 1) use(x, y);
}
