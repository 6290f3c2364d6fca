import { frameAfter } from '../plan/operation-matrix.js';
import type { FillOperation, MixLayer, MixOperation, UnmixedOperation } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import { moveUnmixed, type Arrived } from './move-unmixed.js';
import type { MoveOptions } from './move.js';
import { addReports } from './report.js';

/**
 * The labels of all layers, in the frame of the result. Those of a layer move by its own Operations, to its place in the
 * result, and are clipped to both frames. What a layer of weight 1 covers no longer counts as visible in the layers below it; as
 * below a fill, shapes keep their size there, bitmaps are cleared, and keypoints become hidden. Tags are those of all layers, and
 * other contents those of the image itself.
 * @param before the labels of the image itself
 */
export function mixLabels(before: Arrived, operation: MixOperation, options: MoveOptions): Arrived {
  const { annotations: own } = before;
  const { width, height, layers } = operation;
  const moved = layers.map((layer, index) => {
    const { source } = layer;
    const labels = source ? (options.others?.(source) ?? unlabelled(source.frame)) : own;
    const above = layers.slice(index + 1).filter(({ weight }) => weight === 1);
    const operations = [
      ...layer.operations,
      ...placing(layer, operation, own),
      ...covering(above, operation, own),
    ];
    return moveUnmixed(labels, operations, options, source ? undefined : before.pasts);
  });
  return {
    annotations: {
      ...own,
      width,
      height,
      objects: moved.flatMap(({ annotations }) => annotations.objects),
      // Images with label maps are not mixed yet.
      labelMaps: [],
      tags: [...new Set(moved.flatMap(({ annotations }) => annotations.tags))],
    },
    report: addReports([before.report, ...moved.map(({ report }) => report)]),
    pasts: moved.flatMap(({ pasts }) => pasts),
  };
}

function unlabelled(frame: Frame) {
  return { ...frame, objects: [], labelMaps: [], tags: [] };
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
  own: Frame,
): readonly FillOperation[] {
  if (layers.length === 0) return [];
  const regions = layers.map((layer) => {
    const { width, height } = layerFrame(layer, own);
    return [layer.x, layer.y, layer.x + width, layer.y + height] as const;
  });
  return [{ kind: 'fill', regions, paint: { colour: [0] }, maskFill, hides: true, removesKeypoints: false }];
}

function layerFrame({ source, operations }: MixLayer, own: Frame): Frame {
  return operations.reduce<Frame>(frameAfter, source?.frame ?? own);
}
