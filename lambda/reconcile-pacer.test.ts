import { describe, expect, it } from 'vitest';
import { ReconcilePacer, REQUEST_WINDOW_MS } from './reconcile-pacer.js';

const waiting = (count: number) => () => Promise.resolve(count);

describe('a request for a reconciliation', () => {
  it('leads to a full one while at most a hundred messages wait', async () => {
    expect(await new ReconcilePacer().choose([0], REQUEST_WINDOW_MS, waiting(100))).toEqual({ kind: 'full' });
  });

  it('leads to deferred images only while more messages wait', async () => {
    const pace = await new ReconcilePacer().choose([0], REQUEST_WINDOW_MS, waiting(101));
    expect(pace).toEqual({ kind: 'deferred' });
  });

  it('leads to nothing where a full one began after the window of all requests', async () => {
    const pacer = new ReconcilePacer();
    pacer.noteFull(200_000, 200_000);
    expect(await pacer.choose([1000, 140_000], 300_000, waiting(0))).toEqual({ kind: 'covered' });
    // The window of the second request ends one millisecond after the start.
    expect(await pacer.choose([1000, 140_001], 300_000, waiting(0))).toEqual({ kind: 'full' });
  });

  it('waits nine times as long as the last full one took', async () => {
    const pacer = new ReconcilePacer();
    pacer.noteFull(0, 100_000);
    expect(await pacer.choose([0], 400_000, waiting(0))).toEqual({ kind: 'later', seconds: 600 });
    expect(await pacer.choose([0], 1_000_000, waiting(0))).toEqual({ kind: 'full' });
  });

  it('leads to a full one at once when it is a call by hand', async () => {
    const pacer = new ReconcilePacer();
    pacer.noteFull(0, 100_000);
    expect(await pacer.choose([], 100_000, waiting(1000))).toEqual({ kind: 'full' });
  });
});
