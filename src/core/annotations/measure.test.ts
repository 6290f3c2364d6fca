import { describe, expect, it } from 'vitest';
import type { WindowOperation } from '../plan/operations.js';
import { measureObject } from './measure.js';
import { followOperations } from './region.js';

const size = { width: 100, height: 100 };

function crop(y: number, height: number): WindowOperation {
  return { kind: 'window', x: 0, y, width: 100, height, border: 'constant', fill: [0], maskFill: 0 };
}

describe('the extent of a bitmap', () => {
  const data = new Uint8Array(10_000);
  for (let y = 40; y < 60; y++) data.fill(1, y * 100 + 40, y * 100 + 60);
  const object = { class: 'a', bitmap: { ...size, data } };

  it.each([
    ['above', crop(50, 50)],
    ['below', crop(0, 50)],
  ])('counts what a crop from %s leaves', (_, operation) => {
    const journey = followOperations(size, [operation]);
    expect(measureObject(object, journey)).toEqual({ original: 400, shown: 200, visible: 200 });
  });
});
