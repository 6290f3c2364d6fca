import type { ClassLoss, MovedClass } from '../variants/moved-objects.js';
import { describeTaken } from '../inspection/report-parts.js';
import { TERMINAL } from './readers.js';
import type { Reader } from './readers.js';
import { count } from './say.js';

/** Further classes are only counted. */
const CLASSES_SHOWN = 10;

/** A table of the classes that lost objects or parts of them, those with the largest share first, and by which steps. */
export function describeLosses(classes: readonly MovedClass[], { hasRest }: Reader = TERMINAL): string[] {
  const lossy = classes.filter(({ losses }) => losses.length > 0).sort((a, b) => shareOf(b) - shareOf(a));
  if (lossy.length === 0) return [];
  const shown = lossy.slice(0, CLASSES_SHOWN);
  const more = lossy.length - shown.length;
  const rows = shown.map(({ name, objects, clipped, dropped, losses }) => [
    ...[name, objects, objects - dropped, clipped, dropped].map(String),
    losses.map(describeLoss).join(', '),
  ]);
  return [
    ...aligned([['class', 'objects', 'kept', 'in part', 'dropped', 'by'], ...rows]),
    ...(more > 0 ? [`  and ${count(more, 'class', 'classes')} more${hasRest}`] : []),
  ];
}

function shareOf({ objects, dropped, clipped }: MovedClass): number {
  return dropped / objects + clipped / objects / 1e6;
}

function describeLoss(loss: ClassLoss): string {
  return `${loss.step} (${describeTaken(loss)})`;
}

const NAME_WIDTH = 40;

/**
 * Rows of a table, the first its head. The first and the last column begin at the left, numbers end at the right. Long names lose
 * their middle, and lines what a terminal would break.
 * @param width columns of the terminal; without one, whoever reads the lines may want all of them
 */
export function aligned(
  all: readonly (readonly string[])[],
  width = process.stderr.isTTY ? process.stderr.columns : Infinity,
): string[] {
  const rows = all.map(([name, ...cells]) => [shortened(name!, NAME_WIDTH, 0.6), ...cells]);
  const widths = rows[0]!.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), 0),
  );
  return rows.map((row) => {
    const cells = row.map((text, column) => {
      if (column === row.length - 1) return text;
      return column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
    });
    return shortened(`  ${cells.join('  ')}`.trimEnd(), width, 1);
  });
}

/** At most so many characters. @param share of what stays that stands before the gap */
function shortened(text: string, most: number, share: number): string {
  const characters = Array.from(text);
  if (characters.length <= most) return text;
  const before = Math.ceil((most - 1) * share);
  const after = characters.slice(characters.length - (most - 1 - before));
  return `${characters.slice(0, before).join('')}…${before === most - 1 ? '' : after.join('')}`;
}
