/** Characters that would move a terminal's cursor, break the line or reverse the order in which it is read. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text on one line, whatever characters the names of files bring along. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => NAMED[character] ?? `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** A message: to standard error, as results alone go to standard output. */
export function say(line: string): void {
  console.error(printable(line));
}

interface Failure {
  readonly key: string;
  readonly reason: string;
}

/** Reasons that already begin with the file's name do not get it twice. */
export function describeFailure({ key, reason }: Failure): string {
  return `failed: ${reason.startsWith(key) ? reason : `${key}: ${reason}`}`;
}

/** `1 photo`, `2 photos`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
