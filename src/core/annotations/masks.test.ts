import { describe, expect, it } from 'vitest';
import type { Bitmap } from '../geometry/types.js';
import type { Operation } from '../plan/operations.js';
import type { Annotations, LabelMap } from './model.js';
import { moveAnnotations } from './move.js';
import { cover, labelled, SIZE } from './testing/labels.js';

const INVERT: Operation = { kind: 'table', form: 'linear', scale: [-1], offset: [255] };
const OUTER = { ...SIZE, data: new Uint8Array(10_000).fill(1) };
const INNER = { ...SIZE, data: Uint8Array.from({ length: 10_000 }, (_, i) => Number(i >= 500)) };
const MAP: LabelMap = { kind: 'semantic', name: 'map', ...OUTER };
/** Gives other masks, so that it shows whether the masks were moved. */
const PIXELS = {
  bitmap: (): Bitmap => INNER,
  labelMap: (map: LabelMap): LabelMap => ({ ...map, name: 'moved' }),
};

const labels: Annotations = { ...labelled({ bitmap: OUTER }, { box: [0, 0, 50, 50] }), labelMaps: [MAP] };
const move = (...operations: Operation[]) =>
  moveAnnotations(labels, operations, { pixels: PIXELS }).annotations;

describe('masks below a fill', () => {
  it('are filled where the fill has a value for them', () => {
    for (const hides of [true, false]) {
      const { objects, labelMaps } = move(INVERT, cover([[0, 0, 100, 5]], { maskFill: 0, hides }));
      expect(labelMaps.map(({ name }) => name)).toEqual(['moved']);
      expect(objects[0]!.bitmap).toBe(INNER);
      expect(objects[1]).toStrictEqual(labels.objects[1]);
    }
  });

  it('stay where it has none', () => {
    const { objects, labelMaps } = move(INVERT, cover([[0, 0, 100, 5]]));
    expect(labelMaps).toBe(labels.labelMaps);
    expect(objects).toStrictEqual(labels.objects);
    expect(move(INVERT)).toBe(labels);
  });

  it('stay where no pixels are at hand', () => {
    const filled = moveAnnotations(labels, [cover([[0, 0, 100, 5]], { maskFill: 0 })]).annotations;
    expect(filled.objects[0]!.bitmap).toBe(OUTER);
    expect(filled.labelMaps).toBe(labels.labelMaps);
  });
});
