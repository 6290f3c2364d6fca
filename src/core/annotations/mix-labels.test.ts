import { describe, expect, it } from 'vitest';
import type { MixLayer, MixOperation, Operation } from '../plan/operations.js';
import type { AnnotatedObject, Annotations } from './model.js';
import { moveAnnotations, type MoveOptions } from './move.js';
import { crop, labelled, SIZE } from './testing/labels.js';

const OTHER: Annotations = {
  width: 50,
  height: 40,
  objects: [{ class: 'dog', box: [10, 10, 30, 30] }],
  labelMaps: [],
  tags: ['park'],
};
const SOURCE = { key: 'other.jpg', sha256: 'a'.repeat(64), frame: { width: 50, height: 40 } };
const OWN: MixLayer = { operations: [], x: 0, y: 0, weight: 1 };

function mix(...layers: MixLayer[]): MixOperation {
  return { kind: 'mix', ...SIZE, fill: [0], maskFill: 0, layers };
}

function over(rest: Partial<MixLayer> = {}): MixOperation {
  return mix(OWN, { source: SOURCE, operations: [], x: 0, y: 0, weight: 1, ...rest });
}

function move(own: readonly Partial<AnnotatedObject>[], operations: Operation[], options: MoveOptions = {}) {
  return moveAnnotations(labelled(...own), operations, { others: () => OTHER, ...options });
}

function filterOf(min_visibility: number) {
  return { min_visibility, min_area: 0, min_width: 0, min_height: 0 };
}

describe('labels of a mix', () => {
  it('are those of all layers, each at its place', () => {
    const { annotations, report } = move([{ box: [0, 0, 10, 10] }], [over({ x: 60, y: 20, weight: 0.5 })]);
    expect(annotations).toMatchObject({ ...SIZE, tags: ['park'] });
    expect(annotations.objects).toEqual([
      { class: 'cat', box: [0, 0, 10, 10] },
      { class: 'dog', box: [70, 30, 90, 50] },
    ]);
    expect(report).toMatchObject({ kept: 2, clipped: 0, dropped: 0 });
  });

  it('are clipped to the layer and to the result', () => {
    const cut = over({ operations: [crop(20, 0, 30, 20)], x: 90, y: 0 });
    expect(move([], [cut]).annotations.objects).toEqual([
      { class: 'dog', box: [90, 10, 100, 20], truncated: true },
    ]);
    const beyond = move([], [over({ x: 95, y: 0 })]);
    expect(beyond.annotations.objects).toEqual([]);
    expect(beyond.report).toMatchObject({ kept: 0, dropped: 1, reasons: { outside: 1 } });
  });

  it('below a layer of weight 1 are visible as far as it leaves them', () => {
    const half = [{ box: [40, 0, 60, 20] as const }];
    const objects = (share: number) =>
      move(half, [over()], { filter: filterOf(share) }).annotations.objects.filter(
        (one) => one.class === 'cat',
      );
    expect(objects(0.49)).toEqual([{ class: 'cat', box: [40, 0, 60, 20] }]);
    expect(objects(0.51)).toEqual([]);
    expect(move([{ box: [0, 0, 20, 20] }], [over()]).report.reasons).toEqual({ hidden: 1 });
    expect(move([{ box: [0, 0, 20, 20] }], [over({ weight: 0.9 })]).report.reasons).toEqual({});
  });

  it('are dropped where a later step shows alone what the layer covers', () => {
    // It covers what lies left of 50 and above 40.
    const reasons = (...later: Operation[]) =>
      move([{ box: [40, 0, 60, 20] }], [over(), ...later], { others: () => ({ ...OTHER, objects: [] }) })
        .report.reasons;
    expect(reasons(crop(0, 0, 50, 100))).toEqual({ hidden: 1 });
    expect(reasons({ kind: 'orient', to: 'flip_horizontal' }, crop(50, 0, 50, 100))).toEqual({ hidden: 1 });
    expect(reasons(crop(0, 0, 51, 100))).toEqual({});
  });

  it('keep what was visible before: shares are multiplied', () => {
    // The crop leaves half of the object, and the layer half of that.
    const cropped = [
      crop(50, 0, 50, 100),
      mix(OWN, { source: SOURCE, operations: [], x: 0, y: -20, weight: 1 }),
    ];
    const own = [{ box: [40, 0, 60, 40] as const }];
    const count = (share: number) =>
      move(own, cropped, { filter: filterOf(share) }).annotations.objects.filter((one) => one.class === 'cat')
        .length;
    expect([count(0.24), count(0.26)]).toEqual([1, 0]);
  });

  it('count everything that was dropped, once', () => {
    const { report } = move(
      [{ box: [0, 0, 5, 5] }, { box: [50, 50, 70, 70] }],
      [crop(40, 0, 60, 100), over({ weight: 0.5 }), crop(0, 0, 100, 10)],
    );
    // One before the mix, two behind it.
    expect(report).toMatchObject({ kept: 0, dropped: 3, reasons: { outside: 3 } });
  });

  it('hide keypoints and clear bitmaps below a layer', () => {
    const data = new Uint8Array(100 * 100);
    data.fill(1, 0, 100);
    const keypoints = [
      { x: 10, y: 10, visibility: 2 as const },
      { x: 90, y: 90, visibility: 2 as const },
    ];
    const cleared: number[] = [];
    const pixels = {
      bitmap: (
        bitmap: { readonly width: number; readonly height: number; readonly data: Uint8Array },
        some: readonly Operation[],
      ) => {
        for (const one of some) if (one.kind === 'fill') cleared.push(...one.regions[0]!);
        return bitmap;
      },
      labelMap: <Map>(map: Map) => map,
    };
    const own = [{ bitmap: { ...SIZE, data } }, { keypoints }];
    const { annotations } = move(own, [over()], { pixels });
    expect(cleared).toEqual([0, 0, 50, 40]);
    expect(annotations.objects[1]!.keypoints!.map(({ visibility }) => visibility)).toEqual([1, 2]);
  });

  it('of an image that is shown twice are there twice', () => {
    const twice = mix(
      { ...OWN, operations: [crop(0, 0, 50, 100)] },
      { ...OWN, operations: [crop(0, 0, 50, 100)], x: 50 },
    );
    const { annotations } = move([{ box: [10, 10, 20, 20] }], [twice]);
    expect(annotations.objects.map(({ box }) => box)).toEqual([
      [10, 10, 20, 20],
      [60, 10, 70, 20],
    ]);
  });
});

describe('a layer of objects that are cut out', () => {
  const triangle = { class: 'dog', polygons: [{ rings: [[[0, 0], [40, 0], [0, 40]]] as const }] }; // prettier-ignore
  const others = () => ({ ...OTHER, objects: [{ class: 'cow', box: [1, 1, 9, 9] as const }, triangle] });
  const cut = { objects: [1], softness: 0 };

  it('brings their labels alone, and no tags', () => {
    const { annotations, report } = move([], [over({ cut })], { others });
    expect(annotations.objects).toEqual([triangle]);
    expect(annotations.tags).toEqual([]);
    expect(report).toMatchObject({ kept: 1, dropped: 0 });
  });

  it('hides what their shapes cover, by the number of pixels', () => {
    // Of the square, the triangle covers the part above its diagonal: the pixels whose centres lie inside.
    const objects = (box: readonly [number, number, number, number], share: number) =>
      move([{ box }], [over({ cut })], { others, filter: filterOf(share) }).annotations.objects.filter(
        (one) => one.class === 'cat',
      );
    expect(objects([10, 10, 30, 30], 0.5)).toEqual([{ class: 'cat', box: [10, 10, 30, 30] }]);
    expect(objects([10, 10, 30, 30], 0.53)).toEqual([]);
    expect(objects([30, 30, 50, 50], 1)).toHaveLength(1);
    expect(move([{ box: [2, 2, 6, 6] }], [over({ cut })], { others }).report.reasons).toEqual({ hidden: 1 });
  });

  it('hides at its place, also what reaches beyond the image', () => {
    const far = [over({ cut, x: 80, y: 80 })];
    expect(move([{ box: [80, 80, 84, 84] }], far, { others }).report.reasons).toEqual({ hidden: 1 });
    expect(move([{ box: [2, 2, 6, 6] }], far, { others }).report.reasons).toEqual({});
  });

  it('hides lines, by their length', () => {
    // Of the line, the triangle covers the pixels up to x = 30.
    const lines = [[[0, 10.5], [60, 10.5]]] as const; // prettier-ignore
    const reasons = (share: number, ...later: Operation[]) =>
      move([{ lines }], [over({ cut }), ...later], { others, filter: filterOf(share) }).report.reasons;
    expect(reasons(0.5)).toEqual({});
    expect(reasons(0.52)).toEqual({ min_visibility: 1 });
    expect(reasons(0, crop(0, 0, 29, 100))).toEqual({ hidden: 1 });
    expect(reasons(0, over({ cut, x: 29, y: 0 }))).toEqual({});
    expect(move([{ lines: [[[1, 1], [9, 3]]] }], [over({ cut })], { others }).report.reasons).toEqual({ hidden: 1 }); // prettier-ignore
  });

  it('leaves nothing of an object where a later step shows the covered part alone', () => {
    const own = [{ box: [10, 10, 30, 30] as const }];
    const drops = (...later: Operation[]) => move(own, [over({ cut }), ...later], { others }).report.reasons;
    expect(drops(crop(0, 0, 20, 20))).toEqual({ hidden: 1 });
    expect(drops(crop(0, 0, 21, 21))).toEqual({});
    expect(drops(over({ x: 20, y: 20 }))).toEqual({});
    expect(drops(crop(0, 0, 20, 100), over({ x: 0, y: 20 }))).toEqual({ hidden: 1 });
  });

  it('clears bitmaps and hides keypoints below', () => {
    const bitmap = { ...SIZE, data: new Uint8Array(100 * 100).fill(1, 0, 100) };
    const keypoints = [
      { x: 3, y: 3, visibility: 2 as const },
      { x: 90, y: 90, visibility: 2 as const },
    ];
    const { annotations } = move([{ bitmap, keypoints }], [over({ cut })], { others });
    const [object] = annotations.objects;
    expect(object!.keypoints!.map(({ visibility }) => visibility)).toEqual([1, 2]);
    // Of the first row, the triangle covers the pixels whose centres lie left of 39.5.
    expect(object!.bitmap!.data.indexOf(1)).toBe(39);
    expect(object!.bitmap!.data.lastIndexOf(1)).toBe(99);
  });
});
