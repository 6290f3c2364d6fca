import type { Matrix3 } from '../../geometry/types.js';
import type { FillOperation, WarpOperation, WindowOperation } from '../../plan/operations.js';
import type { AnnotatedObject, Annotations } from '../model.js';

export const SIZE = { width: 100, height: 100 };
const EDGE = { border: 'constant', fill: [0], maskFill: 0 } as const;

export function labelled(...objects: Partial<AnnotatedObject>[]): Annotations {
  return {
    ...SIZE,
    objects: objects.map((object) => ({ class: 'cat', ...object })),
    labelMaps: [],
    tags: [],
  };
}

export function crop(x: number, y: number, width: number, height: number): WindowOperation {
  return { kind: 'window', ...EDGE, x, y, width, height };
}

export function warp(matrix: Matrix3, rest: Partial<WarpOperation> = {}): WarpOperation {
  return { kind: 'warp', ...EDGE, matrix, ...SIZE, interpolation: 'linear', ...rest };
}

/** A fill that hides what is below. */
export function cover(
  regions: FillOperation['regions'],
  rest: Partial<Omit<FillOperation, 'kind'>> = {},
): FillOperation {
  return {
    kind: 'fill',
    regions,
    paint: { colour: [0] },
    maskFill: null,
    hides: true,
    removesKeypoints: false,
    ...rest,
  };
}
