import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MixOperation, Operation } from '../plan/operations.js';
import type { PlanStep } from '../plan/plan.js';
import { KEEP_ALL_VISIBLE, type LabelFilter } from './filter.js';
import type { AnnotatedObject } from './model.js';
import { followAnnotations } from './move.js';
import { objectLosses, reportSteps } from './step-report.js';
import { chain, concrete, share, START } from './testing/chains.js';
import { cover, crop, labelled, warp } from './testing/labels.js';

const INVERT: Operation = { kind: 'table', form: 'linear', scale: [-1], offset: [255] };
const HALF: Operation = { kind: 'resample', width: 50, height: 50, filter: 'area' };
const DOUBLE: Operation = { kind: 'resample', width: 100, height: 100, filter: 'area' };

type Steps = Readonly<Record<string, Operation>>;

const stepsOf = (steps: Steps): PlanStep[] =>
  Object.entries(steps).map(([path, operation]) => ({
    ...{ path, transform: path, sampled: {} },
    operations: [operation],
  }));

const OTHER = { ...labelled({ class: 'dog', box: [0, 0, 30, 30] }), width: 30, height: 30 };
const others = () => OTHER;

const LAYER = { operations: [], x: 0, y: 0, weight: 1 };

/** The other image, over this one. */
function pasted(x: number, y: number): MixOperation {
  const source = { key: 'dog.jpg', sha256: 'a'.repeat(64), frame: { width: 30, height: 30 } };
  const layers = [LAYER, { ...LAYER, source, x, y }];
  return { kind: 'mix', width: 90, height: 100, fill: [0], maskFill: 0, layers };
}

function report(
  objects: readonly Partial<AnnotatedObject>[],
  given: Steps,
  rules: Partial<LabelFilter> = {},
  annotations = labelled(...objects),
) {
  const steps = stepsOf(given);
  const options = { filter: { ...KEEP_ALL_VISIBLE, ...rules }, swapping: { names: new Map() } };
  const operations = steps.flatMap((step) => step.operations);
  const { report: whole, ...followed } = followAnnotations(annotations, operations, { ...options, others });
  return {
    ...{ whole, lost: objectLosses(followed, steps, options) },
    ...reportSteps(followed, steps, options),
  };
}

const lossesOf = (...given: Parameters<typeof report>) =>
  report(...given).losses?.map(({ reasons: _, ...others }) => others);
const loss = (
  step: string,
  counts: { clipped?: number; covered?: number; dropped?: number },
  name = 'cat',
) => ({
  ...{ class: name, step, clipped: 0, dropped: 0 },
  ...counts,
});

describe('the steps that dropped and clipped objects', () => {
  const box = [10, 10, 30, 30] as const;

  it('are named, by class', () => {
    const objects = [{ box }, { class: 'dog', box: [0, 0, 9, 9] }, { box: [60, 60, 80, 80] }] as const;
    expect(lossesOf(objects, { A: INVERT, B: crop(10, 10, 80, 80), C: crop(10, 10, 60, 60) })).toEqual([
      loss('C', { clipped: 1 }),
      loss('B', { dropped: 1 }, 'dog'),
    ]);
    expect(lossesOf([{ box }], { A: INVERT, B: HALF })).toBeUndefined();
  });

  it('dropped what falls below a minimum there, and clipped what was cut first there', () => {
    const steps = { A: crop(16, 0, 84, 100), B: crop(6, 0, 78, 100) };
    expect(lossesOf([{ box }], steps, { min_visibility: 0.5 })).toEqual([loss('B', { dropped: 1 })]);
    expect(lossesOf([{ box }], steps)).toEqual([loss('A', { clipped: 1 })]);
    expect(lossesOf([{ box }], { A: cover([[0, 0, 50, 50]]) })).toEqual([loss('A', { dropped: 1 })]);
  });

  it('are told of each object, with the reason', () => {
    const reasonsFor = (...given: Parameters<typeof report>) =>
      report(...given).lost.map(({ object, step, isDropped, reason }) => [
        ...[object.class, step],
        isDropped ? reason : 'clipped',
      ]);
    const steps = { A: crop(20, 0, 80, 100) };
    expect(reasonsFor([{ box }], steps, { min_visibility: 0.6 })).toEqual([['cat', 'A', 'min_visibility']]);
    expect(reasonsFor([{ box }], steps, { min_area: 300 })).toEqual([['cat', 'A', 'min_area']]);
    // The mix takes over what is left of this image behind A, and covers [30, 60] × [0, 30] of it.
    const mixed = { A: crop(10, 0, 90, 100), B: pasted(20, 0), C: crop(0, 0, 90, 50) };
    const boxes = [[0, 0, 9, 9], [40, 5, 50, 15], [50, 5, 70, 15], [70, 80, 80, 90]] as const; // prettier-ignore
    expect(
      reasonsFor(
        boxes.map((one, i) => ({ class: `${i}`, box: one })),
        mixed,
      ),
    ).toEqual([
      ['0', 'A', 'outside'],
      ['1', 'B', 'hidden'],
      ['2', 'B', 'clipped'],
      ['3', 'C', 'outside'],
    ]);
  });

  it('covered a part, where they cut nothing off', () => {
    const covered = loss('A', { clipped: 1, covered: 1 });
    expect(lossesOf([{ box }], { A: cover([[0, 0, 20, 50]]) })).toEqual([covered]);
    expect(lossesOf([{ box: [20, 20, 40, 40] }], { A: pasted(0, 0), B: crop(0, 0, 28, 28) })).toEqual([
      loss('B', { dropped: 1 }),
    ]);
    expect(lossesOf([{ box: [20, 20, 40, 40] }], { A: pasted(0, 0), B: crop(0, 0, 90, 35) })).toEqual([
      covered,
    ]);
    // What the result of a mix does not show is cut off, even if it covers another part.
    expect(lossesOf([{ box: [20, 20, 95, 40] }], { A: pasted(0, 0) })).toEqual([loss('A', { clipped: 1 })]);
    expect(lossesOf([{ box, truncated: true }], { A: cover([[0, 0, 20, 50]]) })).toEqual([covered]);
  });

  it('dropped nothing that a later step makes large enough', () => {
    const rules = { min_area: 200 };
    expect(lossesOf([{ box }], { A: HALF, B: DOUBLE }, rules)).toBeUndefined();
    expect(lossesOf([{ box }], { A: HALF, B: DOUBLE, C: HALF }, rules)).toEqual([loss('C', { dropped: 1 })]);
  });

  it('are the rule, where it drops an object of the image itself', () => {
    expect(lossesOf([{ box }], { A: HALF }, { min_width: 25 })).toEqual([
      loss('labels.min_width', { dropped: 1 }),
    ]);
  });

  it('are none for objects outside of the image, or without an extent', () => {
    const objects = [{ box: [120, 120, 140, 140] }, { box: [5, 5, 5, 5] }] as const;
    expect(lossesOf(objects, { A: HALF })).toEqual([loss('', { dropped: 2 })]);
  });

  it('do not count an object twice that stands in two files', () => {
    const steps = { A: crop(50, 50, 50, 50) };
    expect(lossesOf([{ box }, { box, double: true }], steps)).toEqual([loss('A', { dropped: 1 })]);
  });

  it('are mixes, too, where another image covers objects of this one, and not for what they bring', () => {
    // The other image covers [30, 60] × [0, 30] of this one.
    const steps = { A: crop(10, 0, 90, 100), B: pasted(20, 0), C: crop(0, 0, 90, 50) };
    const boxes = [[0, 0, 9, 9], [40, 5, 50, 15], [50, 5, 70, 15], [70, 80, 80, 90], [70, 40, 80, 60], [70, 0, 80, 9]] as const; // prettier-ignore
    const objects = boxes.map((one, i) => ({ class: `${i}`, box: one }));
    expect(lossesOf(objects, steps)).toEqual([
      loss('A', { dropped: 1 }, '0'),
      loss('B', { dropped: 1 }, '1'),
      loss('B', { clipped: 1, covered: 1 }, '2'),
      loss('C', { dropped: 1 }, '3'),
      loss('C', { clipped: 1 }, '4'),
    ]);
    expect(lossesOf(objects.slice(2, 3), steps, { min_visibility: 0.6 })).toEqual([
      loss('B', { dropped: 1 }, '2'),
    ]);
  });

  it('count the objects of the image itself, with the reasons, and what a mix brings beside them', () => {
    const steps = { A: crop(10, 0, 90, 100), B: pasted(20, 0), C: crop(0, 0, 90, 50) };
    const boxes = [[0, 0, 9, 9], [40, 5, 50, 15], [50, 5, 70, 15], [70, 80, 80, 90]] as const; // prettier-ignore
    const made = report(
      boxes.map((box) => ({ box })),
      steps,
    );
    expect(made).toMatchObject({ kept: 1, clipped: 1, dropped: 3, reasons: { outside: 2, hidden: 1 } });
    expect(made.mixedIn).toBe(1);
    expect(made.losses?.map(({ step, reasons }) => [step, reasons])).toEqual([
      ['A', { outside: 1 }],
      ['B', { hidden: 1 }],
      ['C', { outside: 1 }],
    ]);
  });

  it('count an object once that a mix shows several times, and its other labels as mixed in', () => {
    const twice = { ...pasted(0, 0), layers: [0, 50].map((x) => ({ ...LAYER, x })) };
    const counts = (later: Operation) => {
      const { kept, clipped, dropped, mixedIn } = report([{ box: [0, 0, 10, 10] }], { A: twice, B: later });
      return { kept, clipped, dropped, mixedIn };
    };
    expect(counts(crop(0, 0, 90, 100))).toEqual({ kept: 1, clipped: 0, dropped: 0, mixedIn: 1 });
    expect(counts(crop(5, 0, 85, 100))).toEqual({ kept: 1, clipped: 0, dropped: 0, mixedIn: 1 });
    expect(counts(crop(5, 0, 40, 100))).toEqual({ kept: 1, clipped: 1, dropped: 0, mixedIn: undefined });
    expect(counts(crop(10, 0, 40, 100))).toEqual({ kept: 0, clipped: 0, dropped: 1, mixedIn: undefined });
  });

  it('took nothing of an object that a mix shows once more, as a whole', () => {
    const twice = { ...pasted(0, 0), layers: [0, 50].map((x) => ({ ...LAYER, x })) };
    const steps = { A: twice, B: crop(0, 0, 55, 100) };
    expect(lossesOf([{ box: [0, 0, 10, 10] }], steps)).toBeUndefined();
    expect(lossesOf([{ box: [0, 0, 10, 10] }], { ...steps, B: crop(5, 0, 50, 100) })).toEqual([
      loss('B', { clipped: 1 }),
    ]);
    expect(lossesOf([{ box: [0, 0, 10, 10] }], { ...steps, B: crop(10, 0, 40, 100) })).toEqual([
      loss('B', { dropped: 1 }),
    ]);
  });

  it('add up to the report of the whole, over random chains', () => {
    const edge = fc.tuple(share(-20, 150), share(-20, 110), share(2, 80), share(2, 80));
    const rules = fc.record({ min_visibility: share(0, 0.9), min_area: share(0, 400) });
    fc.assert(
      fc.property(fc.array(edge, { minLength: 1, maxLength: 5 }), chain, rules, (edges, given, minima) => {
        const objects = edges.map(([x, y, w, h]) => ({ box: [x, y, x + w, y + h] as const }));
        const steps = Object.fromEntries(concrete(given).map((operation, i) => [`S${i}`, operation]));
        const { whole, losses = [] } = report(objects, steps, minima, { ...labelled(...objects), ...START });
        const sum = (of: 'clipped' | 'dropped') => losses.reduce((total, one) => total + one[of], 0);
        expect({ clipped: sum('clipped'), dropped: sum('dropped') }).toEqual({
          clipped: whole.clipped,
          dropped: whole.dropped,
        });
        expect(losses.every(({ step }) => step === '' || step in steps || step.startsWith('labels.'))).toBe(
          true,
        );
      }),
    );
  });
});

describe('the borders at which objects are seen again', () => {
  const reflecting = warp([0.5, 0, 25, 0, 0.5, 25, 0, 0, 1], { border: 'reflect_101' });

  it('are named before and behind a mix', () => {
    const steps = { A: reflecting, B: pasted(0, 0), C: reflecting };
    expect(report([{ box: [40, 40, 59, 59] }], steps).copies).toEqual([
      { step: 'A', border: 'reflect_101' },
      { step: 'C', border: 'reflect_101' },
    ]);
  });

  it('are named with their steps, and only where there are objects', () => {
    const steps = { A: INVERT, B: reflecting };
    expect(report([{ box: [0, 0, 9, 9] }], steps).copies).toEqual([{ step: 'B', border: 'reflect_101' }]);
    expect(report([], steps).copies).toBeUndefined();
    expect(report([{ box: [0, 0, 9, 9] }], { A: warp([1, 0, 5, 0, 1, 5, 0, 0, 1]) }).copies).toBeUndefined();
  });
});
