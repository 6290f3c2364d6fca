import { isNode, isScalar, isSeq } from 'yaml';
import type { Document, Pair, YAMLMap } from 'yaml';
import type { TreeName } from '../../src/core/recipe/tree.js';
import { endOf, endOfPair, startOf } from './recipe-nodes.js';
import { yamlOf } from './yaml-value.js';

/** Changes of single places in the text of a mapping or a list, which leave all others as they are. */

/** Some of the text: from its first character to the one behind it. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

export function spliced(text: string, from: number, to: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(to);
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

export function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Where the comma goes, too. */
export function withoutItem(text: string, pieces: readonly Piece[], index: number): string {
  const [before, own, after] = [pieces[index - 1], pieces[index]!, pieces[index + 1]];
  if (before) return spliced(text, before.to, own.to, '');
  return spliced(text, own.from, after?.from ?? own.to, '');
}

/** With another value behind the colon. */
export function replaced(text: string, { key, value }: Pair, insert: string): string {
  const colon = text.indexOf(':', endOf(key)) + 1;
  return spliced(text, colon, isNode(value) ? Math.max(colon, endOf(value)) : colon, insert);
}

export function withValue(text: string, pair: Pair, value: unknown, document: Document): string {
  const before = pair.value;
  if (!isNode(before) || endOf(before) <= startOf(before)) return replaced(text, pair, ` ${yamlOf(value)}`);
  // Of a list, only the numbers that change are written: what stands between them stays.
  if (
    isSeq(before) &&
    Array.isArray(value) &&
    before.items.length === value.length &&
    before.items.every(isScalar)
  ) {
    const { items } = before;
    return items.reduceRight((changed, item, i) => {
      const isSame = item.toJS(document) === value[i];
      return isSame ? changed : spliced(changed, startOf(item), endOf(item), yamlOf(value[i]));
    }, text);
  }
  return spliced(text, startOf(before), endOf(before), yamlOf(value));
}

/** `p` stays the last, and a list of transforms below it. */
export function besideOthers(text: string, body: YAMLMap, name: string, written: string): string {
  const last = name === 'p' ? ['transforms'] : ['p', 'transforms'];
  const before = body.items.findLast(({ key }) => !last.includes(String((key as { value?: unknown }).value)));
  const separator = body.flow ? ', ' : `\n${' '.repeat(columnOf(text, startOf(body.items[0]!.key)))}`;
  if (!before) {
    const first = startOf(body.items[0]!.key);
    return spliced(text, first, first, written + separator);
  }
  const end = endOfPair(before);
  const at = body.flow ? end : endOfLine(text, end);
  return spliced(text, at, at, separator + written);
}

interface NewPair {
  /** Whether it stands before the lists of transforms, and not at the end. */
  readonly isBefore: boolean;
  readonly written: string;
}

/** With another pair in the mapping that is the Recipe itself. */
export function besideSettings(text: string, recipe: YAMLMap, { isBefore, written }: NewPair): string {
  const { items, flow } = recipe;
  if (items.length === 0) return spliced(text, startOf(recipe), endOf(recipe), `{ ${written} }`);
  const lists = items.findIndex(({ key }) => isScalar(key) && TREES.has(String(key.value)));
  const index = isBefore && lists >= 0 ? lists : items.length;
  const separator = flow ? ', ' : `\n${' '.repeat(columnOf(text, startOf(items[0]!.key)))}`;
  const before = items[index - 1];
  if (!before) {
    const first = startOf(items[0]!.key);
    return spliced(text, first, first, written + separator);
  }
  const end = endOfPair(before);
  const at = flow ? end : endOfLine(text, end);
  return spliced(text, at, at, separator + written);
}

const TREES: ReadonlySet<string> = new Set<TreeName>(['preprocess', 'transforms']);

export function withoutPair(text: string, { items, flow }: YAMLMap, pair: Pair): string {
  if (flow) {
    const pieces = items.map((one) => ({ from: startOf(one.key), to: endOfPair(one) }));
    return withoutItem(text, pieces, items.indexOf(pair));
  }
  const from = text.lastIndexOf('\n', startOf(pair.key));
  const to = endOfLine(text, endOfPair(pair));
  return from < 0 ? text.slice(to + 1) : spliced(text, from, to, '');
}
