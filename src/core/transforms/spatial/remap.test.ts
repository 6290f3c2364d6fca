import { describe, expect, it } from 'vitest';
import type { Operation, RemapOperation } from '../../plan/operations.js';
import { QueuedRandom } from '../testing/queued-random.js';
import { sceneOf } from '../testing/scene.js';
import type { Transform } from '../transform.js';
import { gridDistortion } from './grid-distortion.js';
import { opticalDistortion } from './optical-distortion.js';

const SCENE = sceneOf(100, 80);

function operationsOf(transform: Transform, parameters: object, draws: readonly unknown[] = []) {
  return transform.sample(transform.schema.parse(parameters), new QueuedRandom(draws), SCENE).operations;
}

function remapOf<Form extends RemapOperation['form']>(
  operations: readonly Operation[],
  form: Form,
): Extract<RemapOperation, { form: Form }> {
  expect(operations).toMatchObject([{ kind: 'remap', form }]);
  return operations[0] as Extract<RemapOperation, { form: Form }>;
}

describe('GridDistortion', () => {
  const draws = [0.3, -0.2, 0, 0.5, 0.1, 0.2, -0.3, 0.4];

  it('shows the whole image, also where cells leave a rest of it', () => {
    const { x } = remapOf(operationsOf(gridDistortion, { num_steps: 3 }, draws), 'grid');
    // Columns are 33 pixels wide, and a pixel is left; 103.8 pixels would be shown.
    const shown = [1.3 * 33, 0.8 * 33, 33].map((length) => length * (100 / 103.8));
    expect(x.step).toBe(33);
    expect(x.from[1]).toBeCloseTo(shown[0]!, 9);
    expect(x.from[2]).toBeCloseTo(shown[0]! + shown[1]!, 9);
    expect(x.from[3]).toBeCloseTo(shown[0]! + shown[1]! + shown[2]!, 9);
    expect(x.from[3]! + (x.from[4]! - x.from[3]!) / 33).toBeCloseTo(100, 9);
  });

  it('keeps the factors as they are, where it is not normalized', () => {
    const parameters = { num_steps: 3, normalized: false };
    const { y } = remapOf(operationsOf(gridDistortion, parameters, draws), 'grid');
    [0, 1.1 * 26, 2.3 * 26, 3 * 26, 4.4 * 26].forEach((position, i) => {
      expect(y.from[i]).toBeCloseTo(position, 9);
    });
  });

  it('leaves an image alone that has fewer pixels than the grid has cells', () => {
    expect(operationsOf(gridDistortion, { num_steps: 90 }, Array<number>(182).fill(0))).toEqual([]);
  });
});

describe('OpticalDistortion', () => {
  const lens = (mode: string) =>
    remapOf(operationsOf(opticalDistortion, { mode, distort_limit: [0.2, 0.2] }), 'lens');

  it('measures radii in sides, or in half diagonals', () => {
    expect(lens('camera')).toMatchObject({ unit: [100, 80], k: [0.2, 0.2] });
    const radius = Math.hypot(50, 40);
    expect(lens('fisheye')).toMatchObject({ unit: [radius, radius], k: [0.2, 0] });
  });
});
