import { describe, expect, it } from 'vitest';
import type { LabelMap } from '../annotations/model.js';
import type { Edge, Operation } from '../plan/operations.js';
import { compile } from './compile.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { noisyRaster } from './testing/rasters.js';
import { referenceStep, type PlainRaster } from './testing/reference.js';

const engine = new Engine(new GuardedKernels());
const size = { width: 23, height: 17 };
const edge: Edge = { border: 'constant', fill: [9], maskFill: 700 };
const values = noisyRaster(size.width, size.height, 1).data;
const labelMap: LabelMap = {
  kind: 'instance',
  name: 'SegmentationObject',
  ...size,
  data: Uint16Array.from(values, (value) => value * 200),
  void: 255,
  extra: { depth: 16 },
};
const warp = {
  kind: 'warp',
  matrix: [1.1013, 0.2009, -1.003, -0.3007, 0.9011, 3.0017, 0, 0, 1],
  width: 29,
  height: 19,
  interpolation: 'cubic',
  ...edge,
} as const;

function move(operations: readonly Operation[], moved: LabelMap = labelMap): LabelMap {
  return engine.runLabelMap(compile(operations, size), moved);
}

/** The two-byte label map as its one-byte original, filled with 188. */
function narrowed({ data }: LabelMap): number[] {
  return Array.from(data, (value) => (value === edge.maskFill ? 188 : value / 200));
}

describe('label maps', () => {
  it('are sampled nearest, and filled with the mask’s value', () => {
    const reference = referenceStep(
      { ...size, channels: 1, data: values },
      { ...warp, interpolation: 'nearest', fill: [188] },
    );
    const wide = move([warp]);
    expect(narrowed(wide)).toEqual(reference.data);
    expect(new Set(wide.data)).toContain(700);
    expect(wide).toMatchObject({ kind: 'instance', name: 'SegmentationObject', width: 29, void: 255 });
  });

  it('are turned, cropped and padded exactly, one byte or two', () => {
    const operations = [
      { kind: 'orient', to: 'turn_90' },
      { kind: 'window', x: -2, y: 3, width: 25, height: 9, ...edge },
    ] as const;
    const small = { ...labelMap, data: values };
    const expected = operations.reduce<PlainRaster>(
      (done, step) => referenceStep(done, 'fill' in step ? { ...step, fill: [188] } : step),
      { ...small, channels: 1 },
    );
    const narrow = { ...edge, maskFill: 188 };
    expect([...move([operations[0], { ...operations[1], ...narrow }], small).data]).toEqual(expected.data);
    const wide = move(operations);
    expect(narrowed(wide)).toEqual(expected.data);
  });

  it('stay as they are below pixel Operations, but for a fill that says so', () => {
    const darker: Operation = { kind: 'table', form: 'linear', scale: [0.5], offset: [0] };
    const fill = {
      kind: 'fill',
      regions: [[-5, 2, 4, 3]],
      paint: { colour: [1] },
      hides: true,
      removesKeypoints: false,
    } as const;
    expect(move([darker, { ...fill, maskFill: null }]).data).toEqual(labelMap.data);
    const filled = move([{ ...fill, maskFill: 600 }]).data;
    expect(
      [...filled].map((value, i) => (value === labelMap.data[i] ? -1 : i)).filter((i) => i >= 0),
    ).toEqual([46, 47, 48, 49]);
    expect(filled[46]).toBe(600);
  });

  it.each<[string, [number, number, number, number][]]>([
    ['in the middle', [[3, 2, 9, 5]]],
    ['beyond each edge', [[-2, -3, 5, 4], [20, 15, 99, 99]]],
    ['wholly outside', [[30, 2, 40, 5], [-9, 0, 0, 5], [2, 17, 5, 20]]],
    ['one over another', [[1, 1, 6, 6], [4, 4, 8, 8]]],
  ])('are filled %s, in one byte and in two', (_, regions) => {
    const fill = { kind: 'fill', regions, paint: { colour: [1] }, maskFill: 70, hides: true, removesKeypoints: false } as const;
    for (const data of [values, labelMap.data]) {
      const expected = data.slice();
      for (const [x0, y0, x1, y1] of regions)
        for (let i = 0; i < data.length; i++) {
          const [x, y] = [i % size.width, Math.floor(i / size.width)];
          if (x >= x0 && x < x1 && y >= y0 && y < y1) expected[i] = 70;
        }
      expect(move([fill], { ...labelMap, data }).data).toEqual(expected);
    }
  }); // prettier-ignore

  it('are filled with the value of each step, also where two steps fill the same colour', () => {
    const shrink = (maskFill: number): Operation => ({
      ...warp,
      width: 20,
      height: 20,
      matrix: [0.6, 0, 3, 0, 0.6, 3, 0, 0, 1],
      maskFill,
    });
    const ones = { width: 20, height: 20, data: new Uint8Array(400).fill(1) };
    const [first, second] = [shrink(7), shrink(9)];
    const once = engine.runLabelMap(compile([first], ones), ones);
    const stepped = engine.runLabelMap(compile([second], once), once);
    expect(engine.runLabelMap(compile([first, second], ones), ones)).toEqual(stepped);
    expect(new Set(stepped.data)).toEqual(new Set([1, 7, 9]));
  });

  it('follow areas by their centres', () => {
    const columns = { ...labelMap, data: Uint8Array.from(values, (_, i) => i % size.width) };
    const shrink: Operation = { kind: 'resample', width: 2, height: 2, filter: 'area' };
    expect([...move([shrink], columns).data]).toEqual([5, 17, 5, 17]);
    expect([...move([{ ...shrink, filter: 'nearest' }], columns).data]).toEqual([0, 11, 0, 11]);
  });
});

describe('an object’s bitmap', () => {
  it('is there once, whatever the border repeats', () => {
    const bitmap = { width: 3, height: 1, data: Uint8Array.of(1, 1, 0) };
    const pad = { kind: 'window', x: -3, y: 0, width: 9, height: 1, ...edge, border: 'wrap' } as const;
    expect([...engine.runBitmap(compile([pad], bitmap), bitmap).data]).toEqual([0, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect([...bitmap.data]).toEqual([1, 1, 0]);
  });
});
