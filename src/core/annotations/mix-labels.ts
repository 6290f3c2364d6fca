import { frameAfter } from '../plan/operation-matrix.js';
import type { FillOperation, MixLayer, MixOperation, UnmixedOperation } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import { composeMaps, type MapLayer } from './compose-maps.js';
import { coverageOf, coverOf, coversPixels, hideBelow, labelsOf } from './cut-out.js';
import type { Annotations } from './model.js';
import { moveUnmixed, type Arrived } from './move-unmixed.js';
import type { FollowedAnnotations, MoveOptions } from './move.js';
import { addReports } from './report.js';

/**
 * The labels of all layers, in the frame of the result. Those of a layer move by its own Operations, to its place in the
 * result, and are clipped to both frames. What a layer of weight 1 covers no longer counts as visible in the layers below it; as
 * below a fill, shapes keep their size there, bitmaps are cleared, and keypoints become hidden. A layer that is cut out, or whose
 * alpha says how far it shows, covers pixels, and others rectangles. Tags are those of all layers, other contents those of the image itself, and label maps are composed by
 * pixels: see `composeMaps`.
 * @param before the labels of the image itself
 */
export function mixLabels(
  before: Arrived,
  operation: MixOperation,
  options: MoveOptions,
): Arrived & Pick<FollowedAnnotations, 'lost'> {
  const { annotations: own } = before;
  const { width, height, layers } = operation;
  const moved = layers.map((layer, index) => {
    const above = layers.slice(index + 1).filter(({ weight }) => weight === 1);
    const operations = [
      ...layer.operations,
      ...placing(layer, operation, own),
      ...covering(
        above.filter((one) => !coversPixels(one, options)),
        operation,
        own,
      ),
    ];
    const pasts = layer.source ? undefined : before.pasts;
    const arrived = moveUnmixed(labelsOf(layer, own, options), operations, options, pasts);
    const covered = coverageOf(above, operation, own, options);
    return { ...arrived, ...(covered && hideBelow(arrived, covered)) };
  });
  const mapLayers = (): MapLayer[] =>
    layers.map((layer, index) => ({
      layer,
      frame: layerFrame(layer, own),
      labelMaps: moved[index]!.annotations.labelMaps,
      shape: coverOf(layer, own, options),
    }));
  return {
    annotations: {
      ...own,
      width,
      height,
      objects: moved.flatMap(({ annotations }) => annotations.objects),

      labelMaps: options.pixels ? composeMaps(own.labelMaps, mapLayers(), operation) : [],
      tags: tagsOf(moved, layers),
    },
    report: addReports([before.report, ...moved.map(({ report }) => report)]),
    pasts: moved.flatMap(({ pasts }) => pasts),
    lost: lostOf(
      before,
      moved.filter((_, index) => !layers[index]!.source),
    ),
  };
}

/** Why no layer of the image itself shows some of its objects. */
function lostOf(
  { pasts }: Arrived,
  own: readonly Pick<ReturnType<typeof moveUnmixed>, 'pasts' | 'fates'>[],
): FollowedAnnotations['lost'] {
  const shown = new Set(own.flatMap((layer) => layer.pasts.map((past) => past.own)));
  const fates = own.flatMap((layer) => [...layer.fates.entries()]);
  const reasons = fates.map(
    ([i, fate]) => [pasts[i]!.own, 'dropped' in fate ? fate.dropped : 'hidden'] as const,
  );
  return new Map(
    reasons.flatMap(([place, reason]) => (place === undefined || shown.has(place) ? [] : [[place, reason]])),
  );
}

/** Those of a cut-out image are about all of it, and so are left out. */
function tagsOf(moved: readonly Arrived[], layers: readonly MixLayer[]): string[] {
  return [
    ...new Set(moved.flatMap(({ annotations }, index) => (layers[index]!.cut ? [] : annotations.tags))),
  ];
}

/** From the layer's frame to that of the result. */
function placing(layer: MixLayer, result: MixOperation, own: Frame): readonly UnmixedOperation[] {
  const { width, height, maskFill } = result;
  const frame = layerFrame(layer, own);
  if (layer.x === 0 && layer.y === 0 && frame.width === width && frame.height === height) return [];
  // JSON has no −0.
  const [x, y] = [0 - layer.x, 0 - layer.y];
  return [{ kind: 'window', x, y, width, height, border: 'constant', fill: [0], maskFill }];
}

function covering(
  layers: readonly MixLayer[],
  { maskFill }: MixOperation,
  own: Annotations,
): readonly FillOperation[] {
  const regions = layers.map((layer) => {
    const { width, height } = layerFrame(layer, own);
    return [layer.x, layer.y, layer.x + width, layer.y + height] as const;
  });
  if (regions.length === 0) return [];
  return [{ kind: 'fill', regions, paint: { colour: [0] }, maskFill, hides: true, removesKeypoints: false }];
}

function layerFrame({ source, operations }: MixLayer, own: Frame): Frame {
  return operations.reduce<Frame>(frameAfter, source?.frame ?? own);
}
