import { describe, expect, it } from 'vitest';
import { rowsAround } from './rows-around.js';

const ends = (rows: readonly number[]) => [rows[0], rows.at(-1), rows.length];

describe('the rows around those in view', () => {
  it('are more where it is scrolled to', () => {
    const view = { startIndex: 50, endIndex: 53, count: 100 };
    expect(ends(rowsAround(view, 'forward'))).toEqual([45, 62, 18]);
    expect(ends(rowsAround(view, 'backward'))).toEqual([41, 58, 18]);
  });

  it('end with the list', () => {
    expect(ends(rowsAround({ startIndex: 0, endIndex: 3, count: 5 }, 'forward'))).toEqual([0, 4, 5]);
    expect(ends(rowsAround({ startIndex: 4, endIndex: 7, count: 8 }, 'backward'))).toEqual([0, 7, 8]);
    expect(rowsAround({ startIndex: 0, endIndex: 0, count: 0 }, 'forward')).toEqual([]);
  });
});
