import type { Frame } from '../geometry/types.js';
import { frameAfter } from '../plan/operation-matrix.js';
import { isCovering } from '../plan/operations.js';
import type { UnmixedOperation } from '../plan/operations.js';
import { KEEP_ALL_VISIBLE } from './filter.js';
import { swapFills, swapValues } from './label-map-classes.js';
import type { Annotations, LabelMap } from './model.js';
import type { MovedAnnotations, MoveOptions } from './move.js';
import { moveObject, WHOLE, type ObjectFate, type Past } from './object.js';
import { wayOf } from './legs.js';
import { pairWarnings, reportFates, unmovedWarnings } from './report.js';
import type { Swapping } from './swap.js';

const NO_SWAPPING: Swapping = { names: new Map() };

/** Labels as they arrive, and what became of each of their objects so far. */
export interface Arrived extends MovedAnnotations {
  readonly pasts: readonly Past[];
}

/**
 * `moveAnnotations` for Operations that know of one image alone.
 * @param pasts of the objects, where earlier Operations moved them already
 */
export function moveUnmixed(
  annotations: Annotations,
  operations: readonly UnmixedOperation[],
  options: MoveOptions,
  pasts?: readonly Past[],
): Arrived & { readonly fates: readonly ObjectFate[] } {
  if (isEmpty(annotations)) return movedNothing(annotations, operations);
  const way = wayOf(annotations, operations);
  const { filter = KEEP_ALL_VISIBLE, swapping = NO_SWAPPING } = options;
  const masksChange = way.moves || operations.some(fillsMasks);
  const pixels = masksChange ? options.pixels : undefined;
  const rules = { filter, swapping, moveBitmap: pixels?.bitmap };

  const fates = annotations.objects.map((object, i) =>
    moveObject(object, way.legs, rules, pasts?.[i] ?? WHOLE),
  );
  const kept = fates.filter((fate) => 'object' in fate);
  const objects = kept.map(({ object }) => object);
  const datasetWarnings = [
    ...(way.mirrored ? pairWarnings(objects, swapping) : []),
    ...(way.moves ? unmovedWarnings(objects) : []),
  ];
  const counted = fates.filter((_, i) => !annotations.objects[i]!.double);
  const report = reportFates(counted, datasetWarnings);
  const unchanged = fates.every((fate, i) => 'object' in fate && fate.object === annotations.objects[i]);
  if (!masksChange && unchanged) return { annotations, report, pasts: kept, fates };

  const { names } = swapping;
  const isMirroredLater = way.mirroredBehind.map((behind) => behind !== way.mirrored);
  const movedMap = (map: LabelMap, move: NonNullable<MoveOptions['pixels']>['labelMap']) =>
    move(way.mirrored ? swapValues(map, names) : map, swapFills(operations, isMirroredLater, map, names));
  return {
    annotations: {
      ...annotations,
      width: way.frame.width,
      height: way.frame.height,
      objects,
      labelMaps: pixels
        ? annotations.labelMaps.map((map) => movedMap(map, pixels.labelMap))
        : way.moves
          ? []
          : annotations.labelMaps,
      tags: way.mirrored ? annotations.tags.map((tag) => names.get(tag) ?? tag) : annotations.tags,
    },
    report,
    pasts: kept,
    fates,
  };
}

function isEmpty({ objects, labelMaps, tags }: Annotations): boolean {
  return objects.length === 0 && labelMaps.length === 0 && tags.length === 0;
}

/** An image without labels only gets another size. */
function movedNothing(
  annotations: Annotations,
  operations: readonly UnmixedOperation[],
): ReturnType<typeof moveUnmixed> {
  const { width, height } = operations.reduce<Frame>(frameAfter, annotations);
  const isSame = width === annotations.width && height === annotations.height;
  return {
    annotations: isSame ? annotations : { ...annotations, width, height },
    report: reportFates([], []),
    pasts: [],
    fates: [],
  };
}

function fillsMasks(operation: UnmixedOperation): boolean {
  return isCovering(operation) && operation.maskFill !== null;
}
