import { describe, expect, it } from 'vitest';
import type { ImageInfo } from '../codecs/inspect.js';
import { compile } from '../core/engine/compile.js';
import { Engine } from '../core/engine/run.js';
import { noisyRaster } from '../core/engine/testing/rasters.js';
import type { Mask, UnmixedOperation } from '../core/plan/operations.js';
import { peakOf } from './peak.js';

const frame = { width: 1400, height: 1000 };
const PAGE = 65_536;
const seed = [1, 2] as const;
/** One raster is all that it takes. */
const copying = { kind: 'orient', to: 'flip_vertical' } as const;
const blur = Array.from({ length: 9 }, () => 1 / 9);

function over(mask: Mask): UnmixedOperation {
  return {
    ...{ kind: 'composite', form: 'over', blend: 'add', colour: [90], weights: [0, 1] },
    mask,
  };
}

/** The engine's memory that a Plan is said to take besides the decoded image, compared with one that only copies it. */
function estimateOf(operations: readonly UnmixedOperation[]): number {
  const info = {
    ...{
      name: 'a.jpg',
      frame,
      stored: frame,
      orientation: 'identity',
      channels: 3,
      hasAlpha: false,
      bits: 8,
    },
    codec: { name: 'jpeg' },
  } as unknown as ImageInfo;
  const peak = (planned: readonly UnmixedOperation[]): number => {
    const steps = [{ path: 'A', transform: 'A', sampled: null, operations: planned }];
    return peakOf({ info, size: 1000, plans: [{ version: 1, frame, steps }], format: 'jpeg' });
  };
  return peak(operations) - peak([copying]);
}

/** How much more an engine takes for the Operations than for a copy. */
function takenBy(operations: readonly UnmixedOperation[]): number {
  const size = (run: readonly UnmixedOperation[]): number => {
    const engine = new Engine();
    const source = engine.load(noisyRaster(frame.width, frame.height, 3));
    engine.free(engine.run(compile(run, source), source));
    return engine.size;
  };
  return size(operations) - size([copying]);
}

describe('the memory that an image is said to need', () => {
  const smooth: UnmixedOperation = { kind: 'convolve', form: 'separable', x: blur, y: blur };
  const plasma = { form: 'plasma', roughness: 2, seed } as const;
  it.each<[string, UnmixedOperation[]]>([
    ['a mask', [over({ paint: { form: 'even', level: 9 }, then: [smooth, smooth] })]],
    ['a mask of plasma', [over({ paint: plasma, then: [] })]],
    ['a mask in a mask', [over({ paint: plasma, then: [smooth, over({ paint: plasma, then: [smooth] })] })]],
    [
      'branches',
      [
        {
          ...{ kind: 'composite', form: 'branches' },
          branches: [
            { weight: 0.5, operations: [smooth, smooth] },
            { weight: 0.5, operations: [over({ paint: plasma, then: [] })] },
          ],
        },
      ],
    ],
    [
      'a sweep',
      [{ kind: 'composite', form: 'sweep', matrix: [2, 0, -700, 0, 2, -500, 0, 0, 1], at: [0, 0.1, 0.2] }],
    ],
  ])('is enough for %s, and not far too much', (_, operations) => {
    const [estimate, taken] = [estimateOf(operations), takenBy(operations)];
    expect(taken).toBeLessThanOrEqual(estimate + PAGE);
    expect(taken).toBeGreaterThan(estimate / 3);
  });
});
