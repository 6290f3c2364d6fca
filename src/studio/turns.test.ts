import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

/** Work that ends when it is told to, and notes that it has begun. */
function stage() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<string>((resolve) => {
      begun.push(name);
      ends.set(name, () => {
        resolve(name);
      });
    });
  const end = (name: string) => {
    ends.get(name)?.();
  };
  return { begun, work, end };
}

describe('turns', () => {
  it('are taken by so much at once, the urgent first, and equals in their order', async () => {
    const { begun, work, end } = stage();
    const turns = new Turns(2);
    const all = ['a', 'b', 'c', 'd'].map((name) => turns.take(0, undefined, work(name)));
    const urgent = turns.take(1, undefined, work('urgent'));
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b']);
    end('a');
    await all[0];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b', 'urgent']);
    end('urgent');
    await urgent;
    end('b');
    await all[1];
    await Promise.resolve();
    expect(begun).toEqual(['a', 'b', 'urgent', 'c', 'd']);
    end('c');
    end('d');
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are not given to work that nobody waits for any more', async () => {
    const { begun, work, end } = stage();
    const turns = new Turns(1);
    const first = turns.take(0, undefined, work('first'));
    const abort = new AbortController();
    const dropped = turns.take(0, abort.signal, work('dropped'));
    const last = turns.take(0, new AbortController().signal, work('last'));
    abort.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    await expect(turns.take(0, abort.signal, work('late'))).rejects.toThrow('gone');
    end('first');
    await first;
    await Promise.resolve();
    end('last');
    await last;
    expect(begun).toEqual(['first', 'last']);
  });

  it('go on after work that failed', async () => {
    const turns = new Turns(1);
    await expect(turns.take(0, undefined, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take(0, undefined, () => Promise.resolve('yes'))).toBe('yes');
  });
});
