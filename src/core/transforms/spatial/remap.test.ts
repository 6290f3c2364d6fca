import { describe, expect, it } from 'vitest';
import type { Operation, RemapOperation } from '../../plan/operations.js';
import { QueuedRandom } from '../testing/queued-random.js';
import { sample, sampleOften } from '../testing/sampled.js';
import { sceneOf } from '../testing/scene.js';
import { erf, expectDistribution, expectUncorrelated } from '../testing/statistics.js';
import type { Transform } from '../transform.js';
import { elasticTransform } from './elastic-transform.js';
import { gridDistortion } from './grid-distortion.js';
import { opticalDistortion } from './optical-distortion.js';
import { piecewiseAffine } from './piecewise-affine.js';
import { thinPlateSpline } from './thin-plate-spline.js';

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

/** That of normal numbers about 0. */
function normal(std: number): (x: number) => number {
  return (x) => (1 + Math.sign(x) * erf(Math.abs(x) / (std * Math.SQRT2))) / 2;
}

describe('ThinPlateSpline', () => {
  it('moves each point by a normal share of both sides', () => {
    const drawn = sampleOften('ThinPlateSpline', { scale_range: [0.3, 0.3] }).map(({ operations }) =>
      remapOf(operations, 'spline'),
    );
    const along = drawn.map(({ shifts }) => shifts[6]![0]);
    const across = drawn.map(({ shifts }) => shifts[6]![1]);
    expectDistribution(along, normal(0.03));
    expectDistribution(across, normal(0.03));
    expectUncorrelated(along, across);
  });

  it('has a regular grid of points, or the corners and the centre', () => {
    const points = (count: number) => {
      const draws = Array<number>(2 * Math.max(5, count * count)).fill(0);
      const parameters = { scale_range: [0, 0], num_control_points: count };
      return remapOf(operationsOf(thinPlateSpline, parameters, draws), 'spline').points;
    };
    expect(points(2)).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0.5, 0.5],
    ]);
    expect(points(3)[5]).toEqual([1, 0.5]);
  });
});

describe('PiecewiseAffine', () => {
  const inner = (parameters: object) =>
    sampleOften('PiecewiseAffine', { scale: [0.06, 0.06], ...parameters }).map(({ operations }) =>
      remapOf(operations, 'mesh'),
    );

  it('moves inner points by a normal share of the shorter side, or by pixels', () => {
    const drawn = inner({});
    expectDistribution(
      drawn.map(({ dx }) => dx[5]!),
      normal(0.02 * 800),
    );
    expectUncorrelated(
      drawn.map(({ dx }) => dx[5]!),
      drawn.map(({ dy }) => dy[5]!),
    );
    expectDistribution(
      inner({ scale: [60, 60], absolute_scale: true }).map(({ dy }) => dy[9]!),
      normal(20),
    );
  });

  it('shows nothing beyond the image', () => {
    const draws = [-5, -7, 8, 9, -3, 4, 6, 2];
    const parameters = { scale: [1, 1], nb_rows: 2, nb_cols: 2 };
    const { dx, dy } = remapOf(operationsOf(piecewiseAffine, parameters, draws), 'mesh');
    expect(dx).toEqual([0, 0, 0, 0]);
    expect(dy).toEqual([0, 9, 0, 0]);
  });
});

describe('ElasticTransform', () => {
  it('takes a seed, and says how far and how smoothly it moves', () => {
    const field = remapOf(operationsOf(elasticTransform, { alpha: 300, sigma: 10 }), 'random');
    expect(field).toMatchObject({ same: false, seed: [1, 2], interpolation: 'linear', border: 'constant' });
    expect(field.sigma).toBeCloseTo(10, 1);
    // White noise keeps 1 / (2 √π σ) of its standard deviation, and the greatest of 16,000 draws is about 4.1.
    expect(field.std).toBeCloseTo(300 / 4.1 / (2 * Math.sqrt(Math.PI) * 10), 1);
  });

  it('moves along each axis as far as its alpha says, in pixels or in the units of torchvision', () => {
    const { width, height } = sceneOf(300, 200);
    const field = (parameters: object) =>
      remapOf(sample('ElasticTransform', { sigma: 5, noise_distribution: 'uniform', ...parameters }, sceneOf(width, height)), 'random'); // prettier-ignore
    const pixels = field({ alpha: 100 });
    expect(pixels).not.toHaveProperty('stdY');
    expect(field({ alpha: [100, 100] })).toEqual(pixels);
    expect(field({ alpha: [100, 50] })).toMatchObject({ std: pixels.std, stdY: pixels.std / 2 });
    const torch = field({ alpha: 100, alpha_unit: 'torchvision' });
    expect(torch.std / pixels.std).toBeCloseTo(width / height / 2, 12);
    expect(torch.stdY! / pixels.std).toBeCloseTo(height / width / 2, 12);
  });

  it('with `approximate` smooths by seventeen pixels only', () => {
    const field = remapOf(operationsOf(elasticTransform, { sigma: 50, approximate: true }), 'random');
    expect(field.sigma).toBeCloseTo(Math.sqrt((17 * 17 - 1) / 12), 1);
  });
});
