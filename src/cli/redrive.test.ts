import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TakenLetters } from '../aws/redrive.js';
import { redriveLetters } from './redrive.js';

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const nothing = () => Promise.resolve();
const takenBeside = (heldByOthers: number): TakenLetters => ({
  ...{ images: [], settled: new Map(), hasReconcile: false, heldByOthers },
  ...{ redrive: nothing, redriveReconcile: nothing, release: nothing },
});

it('tells what others hold, and does not end well', async () => {
  await redriveLetters(takenBeside(3), [], {});
  expect(said).toEqual([
    '0 dead letters delivered again, 0 left',
    expect.stringMatching(/^about 3 more are being looked at/),
  ]);
  expect(process.exitCode).toBe(1);
});

it('ends well where nobody holds any', async () => {
  await redriveLetters(takenBeside(0), [], {});
  expect(said).toEqual(['0 dead letters delivered again, 0 left']);
  expect(process.exitCode).toBeUndefined();
});
