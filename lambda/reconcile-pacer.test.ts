import { describe, expect, it } from 'vitest';
import { ReconcilePacer, SPAN_MS } from './reconcile-pacer.js';

const waiting = (count: number) => () => Promise.resolve(count);

describe('a look at the whole data set', () => {
  it('is one at everything, where hardly a photo waits', async () => {
    expect(await new ReconcilePacer().choose([0], SPAN_MS, waiting(100))).toEqual({ kind: 'whole' });
  });

  it('leaves to the photos that wait what they ask for themselves', async () => {
    expect(await new ReconcilePacer().choose([0], SPAN_MS, waiting(101))).toEqual({ kind: 'deferred' });
  });

  it('is not made for messages that speak of what the last one saw', async () => {
    const looks = new ReconcilePacer();
    looks.note(200_000, 200_000);
    expect(await looks.choose([1000, 140_000], 300_000, waiting(0))).toEqual({ kind: 'done' });
    // What it speaks of may have been done a moment later.
    expect(await looks.choose([1000, 140_001], 300_000, waiting(0))).toEqual({ kind: 'whole' });
  });

  it('waits nine times as long as the last one took', async () => {
    const looks = new ReconcilePacer();
    looks.note(0, 100_000);
    expect(await looks.choose([0], 400_000, waiting(0))).toEqual({ kind: 'later', seconds: 600 });
    expect(await looks.choose([0], 1_000_000, waiting(0))).toEqual({ kind: 'whole' });
  });

  it('is made at once when somebody calls by hand', async () => {
    const looks = new ReconcilePacer();
    looks.note(0, 100_000);
    expect(await looks.choose([], 100_000, waiting(1000))).toEqual({ kind: 'whole' });
  });
});
