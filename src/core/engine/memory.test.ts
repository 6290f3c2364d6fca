import { describe, expect, it } from 'vitest';
import { Kernels, type Block } from './memory.js';

const SLACK = 64;

describe('the memory of the kernels', () => {
  it('gives blocks of the size that was asked for, and of what kernels may write beyond', () => {
    const kernels = new Kernels();
    const sizes = [0, 1, 959, 960, 961, 1025, 5000, 65_536, 100_000, 3_000_000];
    const blocks = sizes.map((size) => kernels.allocate(size));
    blocks.forEach(({ pointer, capacity }, i) => {
      const needed = sizes[i]! + SLACK;
      expect(capacity).toBeGreaterThanOrEqual(needed);
      expect(capacity).toBeLessThan(needed + Math.max(1024, needed / 8));
      expect(pointer % 64).toBe(0);
      kernels.view(pointer, capacity).fill(i + 1);
    });
    const isWhole = ({ pointer, capacity }: Block, i: number) =>
      kernels.view(pointer, capacity).every((value) => value === i + 1);
    expect(blocks.every(isWhole)).toBe(true);
  });

  it('reuses a released block for one of a similar size, once', () => {
    const kernels = new Kernels();
    const first = kernels.allocate(100_000);
    kernels.release(first);
    expect(kernels.allocate(101_000)).toBe(first);
    expect(kernels.allocate(101_000).pointer).not.toBe(first.pointer);
  });

  it('keeps every released block', () => {
    const kernels = new Kernels();
    const blocks = [1, 2, 3].map(() => kernels.allocate(5000));
    for (const block of blocks) kernels.release(block);
    expect(new Set([1, 2, 3].map(() => kernels.allocate(5000)))).toEqual(new Set(blocks));
  });

  it('grows by what is missing', () => {
    const kernels = new Kernels();
    const before = kernels.size;
    const { pointer, capacity } = kernels.allocate(10 * before);
    expect(kernels.size).toBeGreaterThanOrEqual(pointer + capacity);
    expect(kernels.size).toBeLessThan(pointer + capacity + 65_536);
  });

  it('gives the colours and the alpha of a freed Surface to others', () => {
    const kernels = new Kernels();
    const surface = kernels.surface({ width: 100, height: 50, channels: 3, depth: 8, withAlpha: true });
    expect([surface.data.length, surface.alpha!.length]).toEqual([15_000, 5000]);
    kernels.free(surface);
    expect(kernels.allocate(15_000)).toBe(surface.pixels);
    expect(kernels.allocate(5000)).toBe(surface.opacity);
    const opaque = kernels.surface({ width: 100, height: 50, channels: 1, depth: 8, withAlpha: false });
    expect([opaque.data.length, opaque.alpha]).toEqual([5000, undefined]);
  });

  it('gives a shared Surface to others when the last of those who hold it has freed it', () => {
    const kernels = new Kernels();
    const surface = kernels.surface({ width: 100, height: 50, channels: 3, depth: 8, withAlpha: true });
    const held = [surface, kernels.share(surface), kernels.share(surface)];
    for (const one of held) {
      expect(kernels.allocate(15_000)).not.toBe(surface.pixels);
      expect(kernels.allocate(5000)).not.toBe(surface.opacity);
      kernels.free(one);
    }
    expect(kernels.allocate(15_000)).toBe(surface.pixels);
    expect(kernels.allocate(5000)).toBe(surface.opacity);
  });

  it('holds nothing of a Surface that does not fit, or that nobody could fill', () => {
    const kernels = new Kernels();
    const surface = kernels.surface({ width: 100, height: 50, channels: 3, depth: 8, withAlpha: false });
    kernels.free(surface);
    const allocate = kernels.allocate.bind(kernels);
    let asked = 0;
    kernels.allocate = (bytes) => {
      if (++asked === 2) throw new Error('no memory');
      return allocate(bytes);
    };
    expect(() => kernels.surface({ width: 100, height: 50, channels: 3, depth: 8, withAlpha: true })).toThrow(
      'no memory',
    );
    expect(kernels.allocate(15_000)).toBe(surface.pixels);
    kernels.release(surface.pixels);
    const fill = () => {
      throw new Error('no samples');
    };
    expect(() =>
      kernels.filled({ width: 100, height: 50, channels: 3, depth: 8, withAlpha: false }, fill),
    ).toThrow('no samples');
    expect(kernels.allocate(15_000)).toBe(surface.pixels);
  });
});
