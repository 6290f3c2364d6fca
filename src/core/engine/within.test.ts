import { describe, expect, it, vi } from 'vitest';
import { RecipeError } from '../errors.js';
import type { UnmixedOperation, Part } from '../plan/operations.js';
import { compile } from './compile.js';
import { copyRaster, type Raster } from './raster.js';
import { Kernels } from './memory.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { deepened, noisyRaster } from './testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const FRAME = { width: 41, height: 33 };
const [X, Y, RIGHT, BOTTOM] = [7, 5, 27, 22] as const;
const INSIDE = { window: [X, Y, RIGHT, BOTTOM] } as const;
const EDGE = { border: 'constant', fill: [0], maskFill: 0 } as const;
const CUT: UnmixedOperation = { kind: 'window', x: X, y: Y, width: RIGHT - X, height: BOTTOM - Y, ...EDGE };

const FLIP: UnmixedOperation = { kind: 'orient', to: 'flip_horizontal' };
const TURN: UnmixedOperation = { kind: 'orient', to: 'turn_90' };
const DARKER: UnmixedOperation = { kind: 'table', form: 'linear', scale: [0.5], offset: [0] };
const BLUR: UnmixedOperation = {
  kind: 'convolve',
  form: 'separable',
  x: [0.25, 0.5, 0.25],
  y: [0.25, 0.5, 0.25],
};
const NOISE: UnmixedOperation = {
  ...{ kind: 'noise', distribution: 'gaussian', mean: 0, std: 20, perChannel: true, scale: 1 },
  seed: [3, 4],
};

function run(raster: Raster, operations: readonly UnmixedOperation[]): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile(operations, raster), surface), copyRaster),
  );
}

const within = (part: Part, operations: readonly UnmixedOperation[]): UnmixedOperation => ({
  kind: 'within',
  part,
  operations,
});

/** The raster with another one laid into the window. */
function laidInto({ width, channels, data }: Raster, inner: Raster): number[] {
  return Array.from(data, (value, i) => {
    const [x, y] = [(Math.floor(i / channels) % width) - X, Math.floor(i / channels / width) - Y];
    const isInside = x >= 0 && y >= 0 && x < inner.width && y < inner.height;
    return isInside ? inner.data[(y * inner.width + x) * channels + (i % channels)]! : value;
  });
}

describe.each([8, 16])('within a window, %i bits', (depth) => {
  it.each([1, 3] as const)('does what it does to the window alone, %i channels', (channels) => {
    const eight = noisyRaster(FRAME.width, FRAME.height, channels, true);
    const raster: Raster = depth === 8 ? eight : deepened(eight);
    for (const operations of [[FLIP], [DARKER, BLUR], [FLIP, NOISE]]) {
      const made = run(raster, [within(INSIDE, operations)]);
      const inner = run(raster, [CUT, ...operations]);
      expect([...made.data]).toEqual(laidInto(raster, inner));
      const alpha = { ...raster, channels: 1, data: raster.alpha! } as Raster;
      expect([...made.alpha!]).toEqual(
        laidInto(alpha, { ...inner, channels: 1, data: inner.alpha! } as Raster),
      );
    }
  });
});

describe('within', () => {
  const raster = noisyRaster(FRAME.width, FRAME.height, 3);

  it('scales what has another size to the window', () => {
    const made = run(raster, [within(INSIDE, [TURN])]);
    const inner = run(raster, [CUT, TURN]);
    const matrix = [20 / 17, 0, 0, 0, 17 / 20, 0, 0, 0, 1] as const;
    const scaled = run(inner, [
      { kind: 'warp', matrix, width: 20, height: 17, interpolation: 'linear', ...EDGE, border: 'replicate' },
    ]);
    expect([...made.data]).toEqual(laidInto(raster, scaled));
  });

  it('nests', () => {
    const made = run(raster, [within(INSIDE, [within({ window: [0, 0, 20, 17] }, [FLIP])])]);
    expect(made).toEqual(run(raster, [within(INSIDE, [FLIP])]));
  });

  it('after others does the same as alone, and copies the image once for all of them', () => {
    const windows = [[0, 0, 20, 30], [10, 10, 41, 33], [5, 5, 6, 6], [12, 0, 15, 33]] as const; // prettier-ignore
    const each = windows.map((window) => within({ window }, [FLIP, BLUR]));
    const alone = each.reduce<Raster>((made, operation) => run(made, [operation]), raster);
    const copies = vi.spyOn(Kernels.prototype, 'filled');
    expect(run(raster, each)).toEqual(alone);
    const whole = copies.mock.calls.filter(
      ([{ width, height }]) => width === FRAME.width && height === FRAME.height,
    );
    copies.mockRestore();
    expect(whole).toHaveLength(1);
  });

  it('refuses a window beyond the image', () => {
    const operation = within({ window: [0, 0, 42, 10] }, [FLIP]);
    expect(() => run(raster, [operation])).toThrow(RecipeError);
    expect(() => run(raster, [operation])).toThrow('the window ends at 42, 10');
  });

  it('leaves label maps as they are', () => {
    const map = { ...FRAME, data: noisyRaster(FRAME.width, FRAME.height, 1).data };
    expect(engine.runLabelMap(compile([within(INSIDE, [FLIP])], FRAME), map).data).toEqual(map.data);
  });
});

describe('on channels', () => {
  const raster = noisyRaster(FRAME.width, FRAME.height, 3, true);
  const channelOf = ({ data }: Raster, channel: number) =>
    Uint8Array.from(data).filter((_, i) => i % 3 === channel);
  const greyOf = (channel: number): Raster => ({
    ...FRAME,
    channels: 1,
    depth: 8,
    data: channelOf(raster, channel),
  });

  it('does to each what it does to a grey image', () => {
    const made = run(raster, [within({ channels: [0, 2] }, [DARKER, BLUR])]);
    for (const channel of [0, 2])
      expect(channelOf(made, channel)).toEqual(run(greyOf(channel), [DARKER, BLUR]).data);
    expect(channelOf(made, 1)).toEqual(channelOf(raster, 1));
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('has noise of its own on each', () => {
    const grey = { ...raster, data: new Uint8Array(raster.data.length).fill(128) };
    const made = run(grey, [within({ channels: [0, 1] }, [NOISE])]);
    expect(channelOf(made, 0)).not.toEqual(channelOf(made, 1));
    expect(channelOf(made, 2)).toEqual(channelOf(grey, 2));
  });

  it('leaves grey images as they are', () => {
    const grey = greyOf(0);
    expect(run(grey, [within({ channels: [0] }, [DARKER])])).toEqual(grey);
  });
});
