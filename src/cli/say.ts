import { formatPosition } from '../core/errors.js';
import type { RejectedLabels } from '../dataset/rejected-labels.js';
import type { MovedCounts } from '../variants/moved-objects.js';

/** Characters that move a terminal's cursor, end the line, or reverse the reading direction. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line. Names of files may contain any characters. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** Prints a message to standard error. Standard output is for results. */
export function say(line: string): void {
  console.error(printable(line));
}

interface Failure {
  readonly key: string;
  readonly reason: string;
}

/** Some reasons already begin with the key. It is printed once. */
export function describeFailure({ key, reason }: Failure): string {
  return `failed: ${reason.startsWith(key) ? reason : `${key}: ${reason}`}`;
}

/** Further labels are only counted. */
const LABELS_SHOWN = 20;

/** The first of the labels that were left out, each with its position and its reason. */
export function describeRejected({ count: number, labels }: RejectedLabels): string[] {
  const shown = labels.slice(0, LABELS_SHOWN);
  const more = number - shown.length;
  return [
    ...shown.map((label) => `rejected: ${formatPosition(label)}: ${label.reason}`),
    ...(more > 0 ? [`rejected: and ${count(more, 'label')} more`] : []),
  ];
}

/** `1 image`, `2 images`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

/** `9 kept (2 of them in part), 3 dropped (outside: 2, min_area: 1)`. */
export function describeCounts(counts: MovedCounts): string {
  return `${counts.kept} kept (${counts.clipped} of them in part), ${describeDropped(counts)}`;
}

/** Labels that variants have besides. */
export function describeMixedIn(mixedIn: number): string {
  return mixedIn > 0 ? `; ${mixedIn} more mixed in` : '';
}

/** `3 dropped (outside: 2, min_area: 1)`. */
export function describeDropped({ dropped, reasons }: Pick<MovedCounts, 'dropped' | 'reasons'>): string {
  const parts = Object.entries(reasons).map(([reason, number]) => `${reason}: ${number}`);
  return `${dropped} dropped${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}
