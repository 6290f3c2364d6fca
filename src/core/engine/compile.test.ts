import { describe, expect, it } from 'vitest';
import { RecipeError } from '../errors.js';
import type { Edge, Operation, WarpOperation, WindowOperation } from '../plan/operations.js';
import { compile } from './compile.js';

const frame = { width: 100, height: 60 };
const black: Edge = { border: 'constant', fill: [0], maskFill: 0 };
const red: Edge = { border: 'constant', fill: [255, 0, 0], maskFill: 1 };
const mirror: Edge = { border: 'reflect_101', fill: [0], maskFill: 0 };

const flip: Operation = { kind: 'orient', to: 'flip_horizontal' };
const darker: Operation = { kind: 'table', form: 'linear', scale: [0.5], offset: [0] };

function window(x: number, y: number, width: number, height: number, edge = black): WindowOperation {
  return { kind: 'window', x, y, width, height, ...edge };
}

function turn(
  edge: Edge,
  interpolation: WarpOperation['interpolation'] = 'linear',
  size = frame,
): WarpOperation {
  return { kind: 'warp', matrix: [0.9, 0.3, 0, -0.3, 0.9, 9, 0, 0, 1], ...size, interpolation, ...edge };
}

function kinds(operations: readonly Operation[]): string[] {
  return compile(operations, frame).passes.map((pass) => pass.kind);
}

describe('compile', () => {
  it('leaves nothing to do where nothing changes', () => {
    expect(kinds([])).toEqual([]);
    expect(kinds([flip, flip])).toEqual([]);
    expect(kinds([{ kind: 'resample', ...frame, filter: 'area' }])).toEqual([]);
    for (const size of [{ width: 99 }, { height: 59 }])
      expect(kinds([{ kind: 'resample', ...frame, ...size, filter: 'area' }])).toEqual(['resample']);
    expect(kinds([{ ...turn(black), matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] }])).toEqual([]);
  });

  it('makes one exact copy of orients and windows', () => {
    const { passes, output } = compile([flip, window(10, 5, 50, 40), flip, window(-3, 0, 60, 40)], frame);
    expect(passes).toMatchObject([
      {
        kind: 'copy',
        view: { x: 40, y: 5, width: 50, height: 40 },
        orientation: 'identity',
        window: { x: -3, y: 0 },
      },
    ]);
    expect(output).toEqual({ width: 60, height: 40 });
  });

  it('makes one resampling of warps and what lies between them', () => {
    expect(kinds([flip, turn(mirror), window(3, 3, 50, 40), turn(black), flip])).toEqual(['sample']);
  });

  it('reads a leading crop in place, so that its edge is the source’s', () => {
    const cropped = { width: 30, height: 20 };
    const { passes } = compile([window(10, 5, 30, 20), turn(mirror, 'linear', cropped)], frame);
    expect(passes).toMatchObject([
      { kind: 'sample', view: { x: 10, y: 5, ...cropped }, stages: [{ frame: cropped }] },
    ]);
  });

  it('needs no frame of its own for a pad that the next step goes on filling', () => {
    const padded = { width: 120, height: 80 };
    const pad = (edge: Edge): WindowOperation => window(-10, -10, 120, 80, edge);
    expect(compile([pad(black), turn(black, 'linear', padded)], frame).passes).toMatchObject([
      { stages: { length: 1 } },
    ]);
    expect(compile([pad(red), turn(black, 'linear', padded)], frame).passes).toMatchObject([
      { stages: { length: 2 } },
    ]);
    expect(compile([pad(red), turn(mirror, 'linear', padded)], frame).passes).toMatchObject([
      { stages: { length: 2 } },
    ]);
  });

  it('breaks a chain where interpolations differ, at a resample and at point Operations', () => {
    expect(kinds([turn(black), turn(black, 'cubic')])).toEqual(['sample', 'sample']);
    expect(kinds([flip, darker, flip])).toEqual(['copy', 'point', 'copy']);
    expect(kinds([turn(black), { kind: 'resample', width: 9, height: 9, filter: 'area' }])).toEqual([
      'sample',
      'resample',
    ]);
  });

  it('lets a resample read a crop in place', () => {
    const { passes } = compile(
      [window(10, 5, 30, 20), { kind: 'resample', width: 9, height: 9, filter: 'area' }],
      frame,
    );
    expect(passes).toMatchObject([{ kind: 'resample', view: { x: 10, y: 5, width: 30, height: 20 } }]);
  });

  it('refuses a matrix without an inverse', () => {
    expect(() => compile([{ ...turn(black), matrix: [1, 2, 0, 2, 4, 0, 0, 0, 1] }], frame)).toThrow(
      RecipeError,
    );
  });
});
