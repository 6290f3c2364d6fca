import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/operations.js';
import type { AnnotatedObject, Keypoint } from './model.js';
import { moveAnnotations } from './move.js';
import { copyingBorders } from './report.js';
import { crop, labelled, SIZE, warp } from './testing/labels.js';

const FLIP: Operation = { kind: 'orient', to: 'flip_horizontal' };
const INVERT: Operation = { kind: 'table', form: 'linear', scale: [-1], offset: [255] };
const REFLECTING = warp([0.5, 0, 25, 0, 0.5, 25, 0, 0, 1], { border: 'reflect' });

function reportOf(objects: readonly Partial<AnnotatedObject>[], ...operations: Operation[]) {
  return moveAnnotations(labelled(...objects), operations).report;
}

describe('the report of an image', () => {
  const box = [10, 10, 30, 30] as const;

  it('counts an object that stands in two files once', () => {
    const twice = [{ box }, { box, dataset: 'b.json', double: true }];
    expect(reportOf(twice, crop(20, 0, 80, 100))).toMatchObject({ kept: 1, clipped: 1, dropped: 0 });
    expect(reportOf(twice, crop(50, 50, 50, 50))).toMatchObject({
      kept: 0,
      dropped: 1,
      reasons: { outside: 1 },
    });
  });

  it('warns of geometry that is not moved, and only where there is some', () => {
    expect(reportOf([{ box }, { box, unmoved: ['<angle>'] }], FLIP).datasetWarnings).toHaveLength(1);
    expect(reportOf([{ box }], FLIP).datasetWarnings).toEqual([]);
  });

  it('warns once of keypoints that nothing pairs, where the image is mirrored', () => {
    const named = (...names: (string | undefined)[]) => ({
      keypoints: names.map((name, i): Keypoint => ({
        x: 10 + i,
        y: 10,
        visibility: 2,
        ...(name && { name }),
      })),
    });
    const unknown = named(undefined, undefined);
    const known = named('left_eye', 'right_eye');
    expect(reportOf([known, unknown, unknown], FLIP).datasetWarnings).toEqual([
      expect.stringContaining('labels.swap'),
    ]);
    expect(reportOf([known, { box }], FLIP).datasetWarnings).toEqual([]);
    expect(reportOf([unknown], { kind: 'orient', to: 'turn_180' }).datasetWarnings).toEqual([]);
  });
});

describe('borders that show copies', () => {
  const shown = (...operations: Operation[]) => [...copyingBorders(SIZE, operations)];

  it('are those of warps and windows, also after Operations that move nothing', () => {
    const pad: Operation = { ...crop(0, 0, 150, 150), border: 'wrap' };
    expect(shown(INVERT, REFLECTING)).toEqual([[1, 'reflect']]);
    expect(shown(FLIP, INVERT, pad)).toEqual([[2, 'wrap']]);
  });

  it('are each named, and those of constant or repeated edges are none', () => {
    expect(shown(REFLECTING, REFLECTING).map(([i]) => i)).toEqual([0, 1]);
    for (const border of ['constant', 'replicate'] as const)
      expect(shown(warp([0.5, 0, 25, 0, 0.5, 25, 0, 0, 1], { border }))).toEqual([]);
  });

  it('are none where a later step cuts the copies off', () => {
    expect(shown(FLIP, REFLECTING, crop(25, 25, 50, 50))).toEqual([]);
    expect(shown(crop(25, 25, 50, 50), REFLECTING, FLIP)).toHaveLength(1);
  });
});
