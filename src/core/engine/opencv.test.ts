import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../plan/operations.js';
import { compile } from './compile.js';
import { Engine } from './run.js';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly picture: string;
  readonly cases: readonly {
    readonly name: string;
    readonly operation: Operation;
    readonly result: string;
  }[];
}

// Made by test/reference/make_engine_reference.py.
const path = new URL('../../../test/golden/engine/opencv.json', import.meta.url);
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
const engine = new Engine();
const source = engine.load({
  width: golden.width,
  height: golden.height,
  channels: 3,
  depth: 8,
  data: Buffer.from(golden.picture, 'base64'),
});

function isExact(operation: Operation): boolean {
  return (
    (operation.kind === 'warp' && operation.interpolation === 'nearest') ||
    (operation.kind === 'resample' && operation.filter === 'nearest')
  );
}

describe('OpenCV', () => {
  it.each(golden.cases)('agrees: $name', ({ operation, result }) => {
    const ours = engine.run(compile([operation], golden), source).data;
    const theirs = Buffer.from(result, 'base64');
    expect(ours).toHaveLength(theirs.length);
    const distances = Array.from(ours, (value, i) => Math.abs(value - theirs[i]!));
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(Math.max(...distances)).toBeLessThanOrEqual(isExact(operation) ? 0 : 2);
    expect(mean).toBeLessThanOrEqual(0.15);
  });
});
