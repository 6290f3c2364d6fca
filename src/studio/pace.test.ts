import { expect, it } from 'vitest';
import { Pace } from './pace.js';

it('knows how fast work goes after a second, by what was done lately', () => {
  const pace = new Pace();
  pace.note(0, 0);
  pace.note(1, 400);
  expect(pace.rate(1, 900)).toBeUndefined();
  pace.note(4, 2000);
  expect(pace.rate(4, 2000)).toBe(2);
  // A thousand at once, that needed nothing, and slow ones since.
  pace.note(1000, 3000);
  for (let at = 4000; at <= 40_000; at += 1000) pace.note(1000 + (at - 3000) / 1000, at);
  expect(pace.rate(1037, 40_000)).toBe(1);
});

it('says nothing while nothing is done, and counts anew after a pause and where work begins anew', () => {
  const pace = new Pace();
  pace.note(0, 0);
  expect(pace.rate(0, 5000)).toBeUndefined();
  pace.note(10, 5000);
  expect(pace.rate(10, 5000)).toBe(2);
  pace.forget();
  expect(pace.rate(10, 60_000)).toBeUndefined();
  pace.note(10, 60_000);
  pace.note(20, 62_000);
  expect(pace.rate(20, 62_000)).toBe(5);
  pace.note(0, 63_000);
  expect(pace.rate(0, 64_000)).toBeUndefined();
});
