import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmap, Point } from './types.js';
import { coversPixel, rasterise } from './raster-polygon.js';

const rectangle = (x0: number, y0: number, x1: number, y1: number): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

const rowsOf = ({ width, height, data }: Bitmap): string[] =>
  Array.from({ length: height }, (_, y) => data.subarray(y * width, (y + 1) * width).join(''));

const area = ({ data }: Bitmap): number => data.reduce((sum, value) => sum + value, 0);

describe('rasterise', () => {
  it('takes the pixels whose centre is inside, with those on the left and upper edge', () => {
    const half = rasterise([{ rings: [rectangle(1.5, 0.5, 3.5, 2.5)] }], 5, 4);
    expect(rowsOf(half)).toEqual(['01100', '01100', '00000', '00000']);
  });

  it('leaves holes open and unites parts, even where they overlap', () => {
    const holed = { rings: [rectangle(0, 0, 5, 4), rectangle(1, 1, 3, 3)] };
    const other = { rings: [rectangle(2, 2, 7, 4)] };
    expect(rowsOf(rasterise([holed, other], 7, 4))).toEqual(['1111100', '1001100', '1011111', '1111111']);
  });

  it('cuts off what lies outside the image', () => {
    const beyond = rasterise([{ rings: [rectangle(-9, -9, 2, 1), rectangle(3, 1, 99, 99)] }], 4, 3);
    expect(rowsOf(beyond)).toEqual(['1100', '0001', '0001']);
  });

  it('fills a polygon that crosses itself by the even-odd rule', () => {
    const hourglass: Point[] = [
      [0, 0],
      [6, 0],
      [0, 6],
      [6, 6],
    ];
    const drawn = rowsOf(rasterise([{ rings: [hourglass] }], 6, 6));
    expect(drawn).toEqual(['111110', '011100', '001000', '001000', '011100', '111110']);
  });

  it('knows whether it draws a pixel of a polygon, without drawing it', () => {
    const frame = { width: 5, height: 4 };
    const coordinate = fc.double({ min: -1, max: 6, noNaN: true });
    const size = fc.double({ min: 0, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, size, size, (x, y, w, h) => {
        const polygon = { rings: [rectangle(x, y, x + w, y + h)] };
        expect(coversPixel(polygon, frame)).toBe(area(rasterise([polygon], 5, 4)) > 0);
      }),
    );
  });

  it('draws nothing for a polygon without area', () => {
    const line: Point[] = [
      [0, 0],
      [5, 5],
    ];
    expect(area(rasterise([{ rings: [line] }, { rings: [] }], 6, 6))).toBe(0);
  });

  it('covers a triangle within its circumference, and gives each pixel of two neighbours to one of them', () => {
    const coordinate = fc.double({ min: 0, max: 50, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const twice = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        const sides = [
          [a, b],
          [b, c],
          [c, a],
        ] as const;
        const around = sides.reduce((sum, [p, q]) => sum + Math.abs(p[0] - q[0]) + Math.abs(p[1] - q[1]), 0);
        const whole = rasterise([{ rings: [[a, b, c]] }], 50, 50);
        expect(Math.abs(area(whole) - Math.abs(twice) / 2)).toBeLessThanOrEqual(around / 2 + 1);

        const middle: Point = [(a[0] + b[0]) / 2 + 3, (a[1] + b[1]) / 2 - 2];
        const fan = rasterise([{ rings: [[a, middle, c]] }], 50, 50).data;
        const rest = rasterise([{ rings: [[middle, b, c]] }], 50, 50).data;
        const outer = rasterise([{ rings: [[a, middle, b]] }], 50, 50).data;
        // A centre is in an odd number of the three triangles exactly if it is in the whole.
        expect(whole.data.every((value, i) => value === (fan[i]! ^ rest[i]! ^ outer[i]!))).toBe(true);
      }),
    );
  });
});
