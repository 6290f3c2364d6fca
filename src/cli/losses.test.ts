import { expect, it } from 'vitest';
import { aligned, describeLosses } from './losses.js';

const loss = (step: string, clipped: number, dropped: number) => ({ step, clipped, dropped, variants: [] });

it('shows the classes that lost objects, the largest share first, with aligned numbers', () => {
  const classes = [
    { name: 'cat', objects: 40, clipped: 2, dropped: 1, losses: [loss('Affine', 2, 1)] },
    { name: 'sky', objects: 9, clipped: 0, dropped: 0, losses: [] },
    { name: 'dog', objects: 100, clipped: 0, dropped: 10, losses: [loss('A', 0, 4), loss('B', 0, 6)] },
  ];
  expect(describeLosses(classes)).toEqual([
    '  class  objects  kept  in part  dropped  by',
    '  dog        100    90        0       10  A (4 dropped), B (6 dropped)',
    '  cat         40    39        2        1  Affine (1 dropped, 2 clipped)',
  ]);
  expect(describeLosses(classes.slice(1, 2))).toEqual([]);
});

it('tells what a step covered from what it cut off', () => {
  const losses = [
    { ...loss('CopyPaste', 3, 1), covered: 2 },
    { ...loss('CoarseDropout', 2, 0), covered: 2 },
  ];
  const [, row] = describeLosses([{ name: 'cat', objects: 40, clipped: 5, dropped: 1, losses }]);
  expect(row).toMatch(/CopyPaste \(1 dropped, 1 clipped, 2 covered\), CoarseDropout \(2 covered\)$/);
});

it('counts further classes', () => {
  const classes = Array.from({ length: 12 }, (_, i) => ({
    ...{ name: `class ${i}`, objects: 10, clipped: 0, dropped: 1 },
    losses: [loss('A', 0, 1)],
  }));
  expect(describeLosses(classes)).toHaveLength(12);
  expect(describeLosses(classes).at(-1)).toBe('  and 2 classes more (--json prints all)');
});

it('keeps the beginning and the end of long names, and lines within the terminal', () => {
  const name = `${'a'.repeat(60)}-end`;
  const rows = [
    ['class', 'n', 'by'],
    [name, '12', 'RandomResizedCrop'],
  ];
  const short = `${'a'.repeat(24)}…${'a'.repeat(11)}-end`;
  expect(aligned(rows, Infinity)).toEqual([
    `  ${'class'.padEnd(40)}   n  by`,
    `  ${short}  12  RandomResizedCrop`,
  ]);
  expect(aligned(rows, 50)).toEqual([`  ${'class'.padEnd(40)}   n  by`, `  ${short}  12  R…`]);
});
