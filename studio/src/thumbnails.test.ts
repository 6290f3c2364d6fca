import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ThumbnailLine, ThumbnailsRequest } from '../../src/studio/thumbnail-protocol.js';
import { Thumbnails } from './thumbnails.js';
import type { Thumbnail } from './thumbnails.js';

/** A request to the server, which the test answers. */
interface Asked {
  readonly keys: readonly string[];
  readonly signal: AbortSignal;
  readonly answer: (lines: readonly (ThumbnailLine | { readonly message: string })[]) => Promise<void>;
}

const asked: Asked[] = [];
vi.mock('./api.js', () => ({
  messageOf: (error: Error) => error.message,
  askForLines: async function* (_path: string, { images }: ThumbnailsRequest, signal: AbortSignal) {
    yield* await new Promise<readonly object[]>((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
      const answer: Asked['answer'] = async (lines) => {
        resolve(lines);
        await settled();
      };
      asked.push({ keys: images.map(({ key }) => key), signal, answer });
    });
  },
}));

const settled = () => new Promise((resolve) => setTimeout(resolve));
const keysFrom = (first: number, count: number) => Array.from({ length: count }, (_, i) => `${first + i}`);
const pictures = (count: number) =>
  Array.from({ length: count }, (_, index): ThumbnailLine => ({ index, picture: `picture ${index}` }));

let thumbnails: Thumbnails;
let shown: Map<string, Thumbnail>;
const want = (keys: readonly string[], isInView = true) =>
  keys.map((key) =>
    thumbnails.want(
      { key, withLabels: true },
      () => isInView,
      (thumbnail) => {
        shown.set(key, thumbnail);
      },
    ),
  );

beforeEach(() => {
  asked.length = 0;
  thumbnails = new Thumbnails(192);
  shown = new Map();
});

describe('thumbnails', () => {
  it('are asked for together, and shown by image', async () => {
    want(['a', 'b', 'c']);
    await settled();
    expect(asked.map(({ keys }) => keys)).toEqual([['a', 'b', 'c']]);
    await asked[0]!.answer([
      { index: 2, picture: 'c' },
      { index: 0, message: 'damaged' },
    ]);
    expect(Object.fromEntries(shown)).toMatchObject({
      c: { picture: 'c' },
      a: { message: 'damaged' },
    });
    expect(shown.has('b')).toBe(false);
  });

  it('come in view first, then those that were wanted first', async () => {
    want(keysFrom(0, 48));
    await settled();
    expect(asked).toHaveLength(3);
    want(keysFrom(100, 40), false);
    want(['seen']);
    await settled();
    expect(asked).toHaveLength(3);
    await asked[0]!.answer(pictures(16));
    expect(asked[3]!.keys).toEqual(['seen']);
    await asked[1]!.answer(pictures(16));
    expect(asked[4]!.keys).toEqual(keysFrom(100, 16));
  });

  it('are not asked for, and not made any more, once they have left', async () => {
    const leave = want(keysFrom(0, 50));
    await settled();
    for (const gone of leave.slice(48)) gone();
    for (const gone of leave.slice(0, 15)) gone();
    expect(asked[0]!.signal.aborted).toBe(false);
    leave[15]!();
    expect(asked[0]!.signal.aborted).toBe(true);
    await settled();
    expect(asked).toHaveLength(3);
    await asked[1]!.answer(pictures(16));
    expect([...shown.keys()]).toEqual(keysFrom(16, 16));
  });

  it('say what is wrong where the server does not answer', async () => {
    want(['a', 'b']);
    await settled();
    await asked[0]!.answer([{ index: 0, picture: 'a' }, { message: 'the disk is gone' }]);
    expect(Object.fromEntries(shown)).toMatchObject({
      a: { picture: 'a' },
      b: { message: 'the disk is gone' },
    });
    want(['c']);
    await settled();
    expect(asked).toHaveLength(2);
  });
});
