import type { ClassLoss, MovedClass } from '../variants/moved-objects.js';
import { count } from './say.js';

/** Further classes are only counted. */
const CLASSES_SHOWN = 10;

/** A table of the classes that lost objects or parts of them, those with the largest share first, and by which steps. */
export function describeLosses(classes: readonly MovedClass[]): string[] {
  const lossy = classes.filter(({ losses }) => losses.length > 0).sort((a, b) => shareOf(b) - shareOf(a));
  if (lossy.length === 0) return [];
  const shown = lossy.slice(0, CLASSES_SHOWN);
  const more = lossy.length - shown.length;
  const rows = shown.map(({ name, objects, clipped, dropped, losses }) => [
    ...[name, objects, objects - dropped, clipped, dropped].map(String),
    losses.map(describeLoss).join(', '),
  ]);
  return [
    ...aligned([['class', 'objects', 'kept', 'clipped', 'dropped', 'by'], ...rows]),
    ...(more > 0 ? [`  and ${count(more, 'class', 'classes')} more (--json prints all)`] : []),
  ];
}

function shareOf({ objects, dropped, clipped }: MovedClass): number {
  return dropped / objects + clipped / objects / 1e6;
}

function describeLoss({ step, clipped, dropped }: ClassLoss): string {
  const parts = [
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...(clipped > 0 ? [`${clipped} clipped`] : []),
  ];
  return `${step} (${parts.join(', ')})`;
}

/** Rows of a table, the first its head. The first and the last column begin at the left, numbers end at the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  );
  return rows.map((row) => {
    const cells = row.map((text, column) => {
      if (column === row.length - 1) return text;
      return column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
    });
    return `  ${cells.join('  ')}`;
  });
}
