import { expect } from 'vitest';
import type { Annotations } from '../../annotations/model.js';
import type { LabelReading } from '../format.js';
import { boxOf } from '../shared/shapes.js';

/** @param expected as `line: reason` or `reason`; matched as a part of that */
export function expectProblems(
  { problems }: Pick<LabelReading, 'problems'>,
  expected: readonly string[],
): void {
  const found = problems.map(({ line, reason }) => (line === undefined ? reason : `${line}: ${reason}`));
  expect(found).toHaveLength(expected.length);
  expected.forEach((part, index) => {
    expect(found[index]).toContain(part);
  });
  for (const { file } of problems) expect(file).not.toBe('');
}

/** The same classes and extents, in pixels. */
export function expectSameBoxes(
  reading: LabelReading | undefined,
  expected: Annotations,
  tolerance: number,
): void {
  expect(reading, 'nothing was written about the image').toBeDefined();
  const { annotations, problems } = reading!;
  expect(problems.filter(({ severity }) => severity === 'rejected')).toEqual([]);
  const shown = ({ objects }: Annotations) =>
    objects.map((object) => ({ class: object.class, box: boxOf(object) }));
  expectClose(shown(annotations), shown(expected), tolerance);
}

/** Deep equality with room for rounding in numbers. */
export function expectClose(actual: unknown, expected: unknown, tolerance: number, path = '$'): void {
  if (typeof expected === 'number' && typeof actual === 'number') {
    expect(Math.abs(actual - expected), `${path}: ${actual} for ${expected}`).toBeLessThanOrEqual(tolerance);
  } else if (ArrayBuffer.isView(expected) || typeof expected !== 'object' || expected === null) {
    expect(actual, path).toEqual(expected);
  } else {
    const [found, wanted] = [Object.entries(actual ?? {}), Object.entries(expected)];
    expect(found.map(([key]) => key).sort(), path).toEqual(wanted.map(([key]) => key).sort());
    const values = new Map<string, unknown>(found);
    for (const [key, value] of wanted) expectClose(values.get(key), value, tolerance, `${path}.${key}`);
  }
}
