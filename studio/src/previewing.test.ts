import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PreviewedVariant, PreviewLine, PreviewRequest } from '../../src/studio/protocol.js';
import { isSameRequest, Previewing } from './previewing.js';
import type { Previewed } from './previewing.js';

/** A request to the server, whose lines the test gives. */
class Asked {
  private readonly lines: (PreviewLine | 'end')[] = [];
  private wake: () => void = () => undefined;

  constructor(
    readonly recipe: string,
    readonly signal: AbortSignal,
  ) {}

  async give(...lines: readonly (PreviewLine | 'end')[]): Promise<void> {
    for (const line of lines) this.lines.push(line);
    this.wake();
    await vi.advanceTimersByTimeAsync(0);
  }

  async *answer(): AsyncGenerator<PreviewLine> {
    for (;;) {
      this.signal.throwIfAborted();
      const line = this.lines.shift();
      if (line === 'end') return;
      if (line) yield line;
      else
        await new Promise<void>((resolve) => {
          this.wake = resolve;
          this.signal.addEventListener('abort', () => {
            resolve();
          });
        });
    }
  }
}

const asked: Asked[] = [];
vi.mock('./api.js', () => ({
  messageOf: (error: Error) => error.message,
  askForLines: (_path: string, { recipe }: PreviewRequest, signal: AbortSignal) => {
    const one = new Asked(recipe, signal);
    asked.push(one);
    return one.answer();
  },
}));

let shown: Previewed;
let last: PreviewRequest;
let previewing: Previewing;
const ask = (recipe: string, key = 'a.jpg') => {
  last = { key, recipe, most: 12, side: 320, withLabels: true };
  previewing.ask(last);
};
const variant = (number: number, id: string) => ({ variant: number, id }) as PreviewedVariant;
const line = (number: number, id: string): PreviewLine => ({
  ...{ number, perImage: 2, seed: '0', isCopied: false },
  variants: [variant(number, id)],
});
const END = { notes: ['a note'], milliseconds: 7 };
const isWaiting = () => !isSameRequest(shown.answered, last);
const ids = () => shown.value?.variants.map(({ id }) => id);

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  previewing = new Previewing((now) => (shown = now));
});
afterEach(() => {
  previewing.close();
  vi.useRealTimers();
});

describe('a preview that follows a recipe', () => {
  it('begins at once, and shows each variant as it comes, beside those of before', async () => {
    ask('one');
    expect(asked).toHaveLength(1);
    await asked[0]!.give(line(0, 'a0'), line(1, 'a1'), line(2, 'a2'), END);
    expect(isWaiting()).toBe(false);
    expect(shown).toMatchObject({ value: { perImage: 2, ...END } });
    ask('two');
    expect(isWaiting()).toBe(true);
    await asked[1]!.give(line(2, 'b2'), line(0, 'b0'));
    expect(ids()).toEqual(['b0', 'a1', 'b2']);
    expect(isWaiting()).toBe(true);
    await asked[1]!.give(line(1, 'b1'), END);
    expect(ids()).toEqual(['b0', 'b1', 'b2']);
    expect(isWaiting()).toBe(false);
  });

  it('asks for the same once, and again when the page comes back to it', async () => {
    ask('one');
    await asked[0]!.give(line(0, 'a0'), END);
    ask('one');
    expect(asked).toHaveLength(1);
    expect(isWaiting()).toBe(false);
    previewing.ask(undefined);
    ask('one');
    expect(asked).toHaveLength(2);
  });

  it('shows something of what is asked for meanwhile, and the newest last', async () => {
    for (const recipe of ['one', 'two', 'three', 'four']) ask(recipe);
    expect(asked.map(({ recipe }) => recipe)).toEqual(['one']);
    await asked[0]!.give(line(0, 'a0'));
    expect(ids()).toEqual(['a0']);
    expect(asked[0]!.signal.aborted).toBe(true);
    await asked[0]!.give('end');
    expect(asked.map(({ recipe }) => recipe)).toEqual(['one', 'four']);
    await asked[1]!.give(line(0, 'd0'));
    ask('five');
    expect(asked[1]!.signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked[2]!.recipe).toBe('five');
  });

  it('does not wait for another image, and shows none of its variants', async () => {
    ask('one', 'a.jpg');
    await asked[0]!.give(line(0, 'a0'), line(1, 'a1'), END);
    ask('two', 'a.jpg');
    ask('two', 'b.jpg');
    expect(asked[1]!.signal.aborted).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
    await asked[2]!.give(line(0, 'b0'));
    expect(ids()).toEqual(['b0']);
  });

  it('tells of a mistake where nobody types on, and keeps what was there', async () => {
    ask('one');
    await asked[0]!.give(line(0, 'a0'), END);
    ask('mistake');
    await asked[1]!.give({ message: 'no transform of this name' });
    expect(isWaiting()).toBe(true);
    ask('mistak');
    await vi.advanceTimersByTimeAsync(200);
    expect(shown.error).toBeUndefined();
    await asked[2]!.give({ message: 'no' });
    await vi.advanceTimersByTimeAsync(200);
    expect(shown.error).toBe('no');
    expect(isWaiting()).toBe(false);
    expect(ids()).toEqual(['a0']);
    ask('right');
    await asked[3]!.give(line(0, 'c0'), END);
    expect(shown.error).toBeUndefined();
  });
});
