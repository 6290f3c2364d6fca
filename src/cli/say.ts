import type { MovedObjects } from '../jobs/moved-objects.js';

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

/** `1 image`, `2 images`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `3 dropped (outside: 2, min_area: 1)`. */
export function describeDropped({ dropped, reasons }: Pick<MovedObjects, 'dropped' | 'reasons'>): string {
  const parts = Object.entries(reasons).map(([reason, number]) => `${reason}: ${number}`);
  return `${dropped} dropped${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`;
}
