import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MatrixOperation, FillOperation } from '../../plan/operations.js';
import { fusePixelOperations } from './index.js';
import { linearValues } from './table.js';
import { encodeBase64 } from './testing/base64.js';
import { allColours, clip, difference, facts, raster, reference, sha256 } from './testing/opencv.js';
import { smallRasters } from './testing/rasters.js';
import { runGuarded, type SmallRaster } from './testing/run-guarded.js';

describe('table', () => {
  it('computes linear tables as numpy does in float32', () => {
    for (const { scale, offset, values } of facts.linear) {
      expect(Buffer.from(linearValues(scale, offset)).toString('hex')).toBe(values);
    }
  });

  it('looks every sample up in its channel’s table', () => {
    const table = fc.uint8Array({ minLength: 256, maxLength: 256 });
    const linear = fc.integer({ min: -300, max: 300 }).map((offset) => linearValues(1.3, offset));
    const tables = fc.oneof(
      fc.array(table, { minLength: 1, maxLength: 1 }),
      fc.array(table, { minLength: 3, maxLength: 3 }),
      fc.array(linear, { minLength: 3, maxLength: 3 }),
    );
    fc.assert(
      fc.property(smallRasters, tables, (input, chosen) => {
        const output = runGuarded(input, {
          kind: 'table',
          form: 'values',
          values: chosen.map(encodeBase64),
        });
        const at = (index: number): number => (input.channels === 1 ? 0 : (index % 3) % chosen.length);
        expect(output).toEqual(input.data.map((value, index) => chosen[at(index)]![value]!));
      }),
    );
  });
});

describe('a linear table', () => {
  const grey = { width: 3, height: 1, channels: 3, data: new Uint8Array(9).fill(100) } as const;

  it.each<[number[], number[], number[]]>([
    [[0.5, 1, 2], [10], [60, 110, 210]],
    [[0.5], [10, 20, 30], [60, 70, 80]],
    [
      [0.5, 1, 2],
      [30, 20, 10],
      [80, 120, 210],
    ],
    [[2], [-10], [190, 190, 190]],
  ])('of scales %j and offsets %j has as many lines as the longer list', (scale, offset, pixel) => {
    const output = runGuarded(grey, { kind: 'table', form: 'linear', scale, offset });
    expect([...output]).toEqual([...pixel, ...pixel, ...pixel]);
  });
});

describe('adaptive', () => {
  it('turns about the exact mean', () => {
    fc.assert(
      fc.property(smallRasters, fc.double({ min: 0, max: 2, noNaN: true }), (input, scale) => {
        const mean = input.data.reduce((sum, value) => sum + value, 0) / input.data.length;
        const table = linearValues(scale, (1 - scale) * mean);
        const statistic = input.channels === 1 ? 'grey_mean' : 'mean';
        expect(runGuarded(input, { kind: 'adaptive', statistic, scale, weight: 1 - scale })).toEqual(
          input.data.map((value) => table[value]!),
        );
      }),
    );
  });

  it('takes the luma as OpenCV rounds it', () => {
    const mean = facts.luma_sum / (raster.width * raster.height);
    const table = linearValues(0.5, 0.5 * mean);
    expect(runGuarded(raster, { kind: 'adaptive', statistic: 'grey_mean', scale: 0.5, weight: 0.5 })).toEqual(
      raster.data.map((value) => table[value]!),
    );
  });
});

describe('hsv', () => {
  it.each(facts.all_colours.hsv)(
    'gives OpenCV’s bytes for every colour, shifted by $shift',
    ({ shift: [hue, saturation, value], sha256: expected }) => {
      expect(sha256(runGuarded(allColours(), { kind: 'hsv', hue, saturation, value }))).toBe(expected);
    },
  );

  it('keeps within the raster, and shifts a grey raster’s value alone', () => {
    fc.assert(
      fc.property(smallRasters, fc.integer({ min: -255, max: 255 }), (input, value) => {
        const output = runGuarded(input, { kind: 'hsv', hue: 50, saturation: 50, value });
        if (input.channels === 1) expect(output).toEqual(input.data.map((x) => clip(x + value)));
      }),
    );
  });
});

describe('convolve', () => {
  it.each(facts.gaussians)(
    'stays within a level of exact sums and two of cv2.GaussianBlur, size $size',
    ({ size, weights }) => {
      const output = runGuarded(raster, { kind: 'convolve', form: 'separable', x: weights, y: weights });
      expect(difference(output, reference(`gaussian${size}`)).largest).toBeLessThanOrEqual(size > 11 ? 2 : 1);
    },
  );

  it.each(Object.entries(facts.kernels))('stays within a level of cv2.filter2D: %s', (name, weights) => {
    const size = Math.sqrt(weights.length);
    const output = runGuarded(raster, { kind: 'convolve', form: 'full', size, weights });
    expect(difference(output, reference(name)).largest).toBeLessThanOrEqual(1);
  });

  it.each<[string, number[]]>([
    ['a sum above 1', [1, 1, 1]],
    ['a much larger sum', [2, 3, 2]],
    ['negative weights', [-1, 3, -1]],
    ['weights of one side', [0.9, 0.1, 0]],
  ])('takes weights that do not smooth: %s', (_, x) => {
    for (const y of [[1], x]) {
      const output = runGuarded(raster, { kind: 'convolve', form: 'separable', x, y });
      expect(difference(output, correlated(raster, x, y)).largest).toBeLessThanOrEqual(1);
    }
  });

  it('correlates with reflected borders at every size', () => {
    const half = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
    const axis = fc.tuple(half, fc.boolean()).map(([weights, smoothing]) => {
      const all = smoothing
        ? [...weights.slice(1).reverse(), ...weights]
        : weights.slice(weights.length % 2 ? 0 : 1);
      const kernel = all.length === 0 ? [1] : all;
      const sum = kernel.reduce((total, weight) => total + weight, 0) || 1;
      return kernel.map((weight) => weight / sum);
    });
    fc.assert(
      fc.property(smallRasters, axis, axis, (input, x, y) => {
        const output = runGuarded(input, { kind: 'convolve', form: 'separable', x, y });
        expect(difference(output, correlated(input, x, y)).largest).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each<[string, fc.Arbitrary<number>]>([
    ['between −1 and 1', fc.double({ min: -1, max: 1, noNaN: true })],
    ['of which one is too large for whole numbers', fc.constantFrom(0.1, -0.1, 0.3, 40.7)],
    ['that are small', fc.double({ min: 0, max: 1e-3, noNaN: true })],
    ['that are often zero', fc.constantFrom(0, 0, 0, 0, 0.2)],
  ])('rounds the exact sums, but for a tenth of a level, for weights %s', (_, weight) => {
    const sides = fc.constantFrom(1, 3, 5, 7);
    const squares = sides.chain((size) =>
      fc.array(weight, { minLength: size * size, maxLength: size * size }),
    );
    fc.assert(
      fc.property(smallRasters, squares, (input, weights) => {
        const size = Math.sqrt(weights.length);
        const output = runGuarded(input, { kind: 'convolve', form: 'full', size, weights });
        for (const [index, sum] of exactSums(input, weights).entries()) {
          expect(Math.abs(output[index]! - clip(sum))).toBeLessThanOrEqual(0.6001);
        }
      }),
    );
  });
});

it('sums of equal weights are those of weights that are taken in pairs', () => {
  const weight = fc.oneof(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(0, 1 / 9, -1, 9));
  fc.assert(
    fc.property(smallRasters, weight, weight, (input, ring, middle) => {
      const three = Array.from({ length: 9 }, (_, tap) => (tap === 4 ? middle : ring));
      // The same with zeros around it.
      const five = Array.from({ length: 25 }, (_, tap) => {
        const [x, y] = [(tap % 5) - 1, Math.floor(tap / 5) - 1];
        return Math.min(x, y) >= 0 && Math.max(x, y) < 3 ? three[3 * y + x]! : 0;
      });
      const made = runGuarded(input, { kind: 'convolve', form: 'full', size: 3, weights: three });
      expect(made).toEqual(runGuarded(input, { kind: 'convolve', form: 'full', size: 5, weights: five }));
    }),
  );
});

it('boxes are those of weights in pairs: a box with zeros around it is none to the engine', () => {
  const radius = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(smallRasters, radius, radius, fc.constantFrom(1, 0.97, 0.3), (input, across, down, total) => {
      const box = (half: number) => new Array<number>(2 * half + 1).fill(total / (2 * half + 1));
      const [x, y] = [box(across), box(down)];
      const made = runGuarded(input, { kind: 'convolve', form: 'separable', x, y });
      const inPairs = runGuarded(input, {
        kind: 'convolve',
        form: 'separable',
        x: [0, ...x, 0],
        y: [0, ...y, 0],
      });
      expect(made).toEqual(inPairs);
    }),
  );
});

it.each([63, 64, 127])(
  'boxes of radius %i are those of weights in pairs, also where all is white',
  (radius) => {
    const x = new Array<number>(2 * radius + 1).fill(1 / (2 * radius + 1));
    const white = { width: 70, height: 41, channels: 3, data: new Uint8Array(8610).fill(255) } as const;
    for (const input of [white, raster]) {
      const made = runGuarded(input, { kind: 'convolve', form: 'separable', x, y: x });
      expect(made).toEqual(
        runGuarded(input, { kind: 'convolve', form: 'separable', x: [0, ...x, 0], y: [0, ...x, 0] }),
      );
    }
  },
);

/** Of a square kernel. */
function exactSums({ width, height, channels, data }: SmallRaster, weights: readonly number[]): number[] {
  const size = Math.sqrt(weights.length);
  const radius = (size - 1) / 2;
  return Array.from(data, (_, index) => {
    const [column, row] = [Math.floor(index / channels) % width, Math.floor(index / channels / width)];
    return weights.reduce((sum, weight, tap) => {
      const x = reflected(column + (tap % size) - radius, width);
      const y = reflected(row + Math.floor(tap / size) - radius, height);
      return sum + weight * data[(y * width + x) * channels + (index % channels)]!;
    }, 0);
  });
}

function correlated({ width, height, channels, data }: SmallRaster, x: number[], y: number[]): Uint8Array {
  return data.map((_, index) => {
    const [column, row] = [Math.floor(index / channels) % width, Math.floor(index / channels / width)];
    let sum = 0;
    for (const [i, vertical] of y.entries()) {
      const from = reflected(row + i - (y.length - 1) / 2, height) * width;
      for (const [j, horizontal] of x.entries()) {
        const at = from + reflected(column + j - (x.length - 1) / 2, width);
        sum += vertical * horizontal * data[at * channels + (index % channels)]!;
      }
    }
    return clip(Math.round(sum));
  });
}

function reflected(index: number, size: number): number {
  if (size === 1) return 0;
  while (index < 0 || index >= size) index = index < 0 ? -index : 2 * (size - 1) - index;
  return index;
}

describe('fill', () => {
  const regions = [
    [1, 1, 4, 3],
    [-2, 0, 2, 1],
    [30, 8, 99, 99],
  ] as const;
  const fill: Omit<FillOperation, 'paint'> = {
    kind: 'fill',
    regions,
    maskFill: 300,
    hides: true,
    removesKeypoints: false,
  };
  const covered = (x: number, y: number): boolean =>
    regions.some(([x0, y0, x1, y1]) => x >= x0 && x < x1 && y >= y0 && y < y1);

  it('paints the regions and nothing else', () => {
    const paints: FillOperation['paint'][] = [
      { colour: [9, 8, 7] },
      { random: 'sample', seed: [1, 2] },
      { random: 'region', seed: [1, 2] },
    ];
    fc.assert(
      fc.property(smallRasters, fc.constantFrom(...paints), (input, paint) => {
        const output = runGuarded(input, { ...fill, paint });
        expect(runGuarded(input, { ...fill, paint })).toEqual(output);
        for (const [index, value] of output.entries()) {
          const pixel = Math.floor(index / input.channels);
          const inside = covered(pixel % input.width, Math.floor(pixel / input.width));
          if (!inside) expect(value).toBe(input.data[index]);
          else if ('colour' in paint) expect(value).toBe(input.channels === 3 ? 9 - (index % 3) : 8);
        }
      }),
    );
  });
});

describe('fusing', () => {
  it('composes neighbouring tables exactly', () => {
    const linear = fc.record({
      kind: fc.constant('table' as const),
      form: fc.constant('linear' as const),
      scale: fc.array(fc.double({ min: -2, max: 3, noNaN: true }), { minLength: 1, maxLength: 1 }),
      offset: fc.array(fc.double({ min: -200, max: 200, noNaN: true }), { minLength: 3, maxLength: 3 }),
    });
    fc.assert(
      fc.property(smallRasters, linear, linear, (input, first, second) => {
        const [fused, ...rest] = fusePixelOperations([first, second]);
        expect(rest).toEqual([]);
        const inTurn = runGuarded({ ...input, data: runGuarded(input, first) }, second);
        if (fused?.kind === 'table') expect(runGuarded(input, fused)).toEqual(inTurn);
        else expect.unreachable();
      }),
    );
  });

  it('multiplies matrices only where that moves no byte by more than one', () => {
    const identity = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
    const grey = [0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0, 0.3, 0.6, 0.1, 0];
    const matrix = (rows: number[], rounding: 'round' | 'truncate'): MatrixOperation => ({
      kind: 'matrix',
      rows,
      rounding,
    });
    const pair = [
      matrix(grey, 'round'),
      matrix(
        identity.map((w) => w * 0.9),
        'truncate',
      ),
    ];
    const [fused, ...rest] = fusePixelOperations(pair) as MatrixOperation[];
    expect(rest).toEqual([]);
    const inTurn = runGuarded({ ...raster, data: runGuarded(raster, pair[0]!) }, pair[1]!);
    expect(difference(runGuarded(raster, fused!), inTurn).largest).toBeLessThanOrEqual(1);
    const clipping = matrix(
      grey.map((w) => w * 2),
      'round',
    );
    expect(fusePixelOperations([clipping, matrix(grey, 'round')])).toHaveLength(2);
    expect(fusePixelOperations([matrix(grey, 'truncate'), matrix(grey, 'round')])).toHaveLength(2);
  });
});
