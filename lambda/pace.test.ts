import { describe, expect, it } from 'vitest';
import { NO_INDEX } from '../src/state/index-files.js';
import {
  choosePace,
  isReconciliationDue,
  LONGEST_PAUSE_S,
  mayBeByRanges,
  mostWhole,
  REQUEST_WINDOW_MS,
} from './pace.js';

const waiting =
  (count: number, inWork = 0) =>
  () =>
    Promise.resolve({ waiting: count, inWork });

describe('a request for a full reconciliation', () => {
  it('leads to one while at most a hundred messages wait', async () => {
    expect(await choosePace([0], REQUEST_WINDOW_MS, undefined, waiting(100))).toEqual({ kind: 'full' });
  });

  it('leads to deferred images only while more messages wait', async () => {
    expect(await choosePace([0], REQUEST_WINDOW_MS, undefined, waiting(101))).toEqual({
      kind: 'deferred',
      isHidden: false,
    });
  });

  it('counts messages that were put back, too', async () => {
    const hidden = { kind: 'deferred', isHidden: true };
    expect(await choosePace([0], REQUEST_WINDOW_MS, undefined, waiting(50, 50))).toEqual({ kind: 'full' });
    expect(await choosePace([0], REQUEST_WINDOW_MS, undefined, waiting(50, 51))).toEqual(hidden);
    expect(await choosePace([0], REQUEST_WINDOW_MS, undefined, waiting(0, 101))).toEqual(hidden);
  });

  it('leads to nothing where one began after the window of all requests', async () => {
    const reconciled = { began: 200_000, ended: 200_000, since: 0 };
    expect(await choosePace([1000, 140_000], 300_000, reconciled, waiting(0))).toEqual({ kind: 'covered' });
    // The window of the second request ends one millisecond after the start.
    expect(await choosePace([1000, 140_001], 300_000, reconciled, waiting(0))).toEqual({ kind: 'full' });
  });

  it('waits nine times as long as the last one took, and no longer than SQS hides a message', async () => {
    const reconciled = { began: 0, ended: 100_000, since: 0 };
    expect(await choosePace([0], 400_000, reconciled, waiting(0))).toEqual({ kind: 'later', seconds: 600 });
    expect(await choosePace([0], 1_000_000, reconciled, waiting(0))).toEqual({ kind: 'full' });
    const long = { began: 0, ended: 1e9, since: 0 };
    expect(await choosePace([0], 1e9, long, waiting(0))).toEqual({ kind: 'later', seconds: LONGEST_PAUSE_S });
  });
});

describe('changed images', () => {
  const root = (images: number, since: number, behind?: number) => ({
    ...NO_INDEX,
    totals: { ...NO_INDEX.totals, images },
    reconciled: { began: 0, ended: 0, since, ...(behind !== undefined && { behind }) },
  });

  it.each([
    ['none has been done yet', NO_INDEX, 1, true],
    ['there is no index', undefined, 1, true],
    ['there are few images', root(10_000, 0), 1, true],
    ['there are many', root(10_001, 0), 1, false],
    ['a tenth of many has changed', root(100_000, 9_990), 10, true],
    ['nearly a tenth has', root(100_000, 9_989), 10, false],
    ['a tenth has since the last whole one', root(100_000, 90, 9_900), 10, true],
  ])('ask for one where %s: row %#', (_, held, changed, expected) => {
    expect(isReconciliationDue(held, changed, 0)).toBe(expected);
  });

  // The message that waits for this time is sent with the first change, and may be lost.
  it('ask for one where the last one was three hours ago', () => {
    const hours = 3 * 3_600_000;
    expect(isReconciliationDue(root(100_000, 5), 1, hours - 1)).toBe(false);
    expect(isReconciliationDue(root(100_000, 5), 1, hours)).toBe(true);
  });

  it.each([
    ['none has been done yet', NO_INDEX, 1, false],
    ['there is no index', undefined, 1, false],
    ['a whole one is fast', root(200_000, 0), 1, false],
    ['there are more', root(200_001, 0), 1, true],
    ['a tenth of many has changed', root(300_000, 29_990), 10, false],
    ['a tenth has since the last whole one', root(300_000, 90, 29_900), 10, false],
    ['nearly a tenth has', root(300_000, 89, 29_900), 10, true],
  ])('leave one by ranges possible where %s: row %#', (_, held, changed, expected) => {
    expect(mayBeByRanges(held, changed)).toBe(expected);
  });

  it('leave only those by ranges possible where there are too many images', () => {
    const most = mostWhole(1769 * 2 ** 20);
    expect(Math.round(most / 1000)).toBe(843);
    const large = root(most + 1, 0, 500_000);
    expect(mayBeByRanges(large, 1, most)).toBe(true);
    expect(isReconciliationDue(large, 1, 0, most)).toBe(false);
    expect(mayBeByRanges(root(most + 1, 100_000, 0), 1, most)).toBe(true);
    expect(isReconciliationDue(root(most + 1, 100_000, 0), 1, 0, most)).toBe(true);
    expect(mayBeByRanges(large, 1)).toBe(false);
  });
});
