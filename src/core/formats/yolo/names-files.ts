import { LabelError } from '../../errors.js';
import type {
  DatasetEntries,
  DatasetReading,
  LabelProblem,
  WrittenSchema,
  WrittenSplitPath,
} from '../format.js';

/** One kind of file with the names of a data set's classes. */
export interface NamesFormat {
  /** Names in lower case. */
  readonly names: readonly string[];
  /** @throws LabelError if nothing of it can be understood */
  read(file: string, text: string): Omit<DatasetReading, 'parts'>;
  /** @param original the text of the input's file */
  write(
    schema: WrittenSchema,
    entries: DatasetEntries,
    original: string | undefined,
    splitPaths: readonly WrittenSplitPath[],
  ): string | Promise<string>;
}

export const MOST_CLASSES = 100_000;

/** One name in each line. */
export const NAMES_TEXT: NamesFormat = {
  names: ['obj.names', 'classes.txt', '_darknet.labels'],
  read: (file, text) => ({ schema: { classes: linesOf(text) }, problems: blankNames(file, linesOf(text)) }),
  write: ({ classes }, _entries, original) =>
    original !== undefined && sameNames(linesOf(original), classes)
      ? original
      : classes.map((name) => name + (original?.includes('\r\n') ? '\r\n' : '\n')).join(''),
};

/** Darknet's lines of `key = value`. */
export const DARKNET: NamesFormat = {
  names: ['obj.data'],
  read: readDarknet,
  write: ({ classes }, _entries, original, splitPaths) =>
    (original ?? 'classes = 0\nnames = obj.names\n')
      .replace(/^([ \t]*classes[ \t]*=[ \t]*)\d+/m, `$1${classes.length}`)
      .replace(LIST_LINE, (line, start: string, _split, path: string) => {
        const to = splitPaths.find((splitPath) => splitPath.path === path)?.to;
        return to === undefined || !isForeign(path) ? line : start + to;
      }),
};

const LIST_LINE = /^([ \t]*(train|valid|val|test)[ \t]*=[ \t]*)(\S.*?)(?=[ \t]*$)/gm;

/** True for a path that names something else on each machine. Other paths are relative to where darknet is started. */
function isForeign(path: string): boolean {
  return /^(\.\.|\/|[a-z]:)|\\/i.test(path);
}

function readDarknet(file: string, text: string): Pick<DatasetReading, 'schema' | 'splitPaths'> {
  const lines = text.replace(/\r\n?/g, '\n');
  const count = /^\s*classes\s*=\s*(\d+)\s*$/m.exec(lines)?.[1];
  if (count === undefined || Number(count) > MOST_CLASSES)
    throw new LabelError({ file }, 'expected a line `classes = <number>`');
  const splitPaths = [...lines.matchAll(LIST_LINE)].map(([, , split, path]) => ({
    split: split!,
    path: path!,
  }));
  return { schema: { classes: numbers(Number(count)) }, splitPaths };
}

/** Names for classes that have none. */
export function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function blankNames(file: string, names: readonly string[]): LabelProblem[] {
  return names.flatMap((name, index): LabelProblem[] => {
    const reason = `an empty line: it counts as class ${index}, which has no name`;
    return name === '' ? [{ file, line: index + 1, reason, severity: 'warning' }] : [];
  });
}

/** Blank lines count only between names, because a class number is the number of a line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}
