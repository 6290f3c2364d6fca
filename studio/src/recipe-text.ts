import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, Pair, YAMLMap, YAMLSeq } from 'yaml';
import {
  endOf,
  endOfPair,
  isEmpty,
  listIn,
  mappingAt,
  pairIn,
  readText,
  startOf,
  stepAt,
} from './recipe-nodes.js';
import type { FoundList, FoundStep, StepPath } from './recipe-nodes.js';
import { yamlOf } from './yaml-value.js';

/**
 * Changes of a Recipe's text. Each writes only what it changes: all else stays as it is, to the last space. A text that cannot be
 * read, or has no such place, stays the same.
 */

/** @param value undefined: the parameter is taken out, so that it has its default */
export function setParameter(text: string, path: StepPath, name: string, value: unknown): string {
  const document = readText(text);
  const step = document && stepAt(document, path);
  if (!document || !step) return text;
  const pair = pairIn(step.body, name);
  if (value === undefined) return pair ? withoutPair(text, step, pair) : text;
  if (pair) return withValue(text, pair, value, document);
  return withPair(text, step, name, yamlOf(value));
}

/** @param to the place that it has afterwards, in its list */
export function moveStep(text: string, path: StepPath, to: number): string {
  const found = listAt(text, path.slice(0, -1));
  const from = path.at(-1)!;
  if (!found || to < 0 || to >= found.list.items.length) return text;
  const pieces = found.list.flow ? itemsIn(found.list) : linesOfItems(text, found);
  const order = pieces.map((_, i) => i);
  order.splice(to, 0, ...order.splice(from, 1));
  // From behind, so that the places before stay where they are.
  return pieces.reduceRight((changed, piece, i) => {
    const { from: start, to: end } = pieces[order[i]!]!;
    return spliced(changed, piece.from, piece.to, text.slice(start, end));
  }, text);
}

export function removeStep(text: string, path: StepPath): string {
  const found = listAt(text, path.slice(0, -1));
  const index = path.at(-1)!;
  if (!found || index >= found.list.items.length) return text;
  if (found.list.flow) return withoutItem(text, itemsIn(found.list), index);
  const lines = linesOfItems(text, found)[index]!;
  const rest = spliced(text, lines.from - 1, lines.to, '');
  if (found.list.items.length > 1) return rest;
  const colon = text.indexOf(':', endOf(found.pair.key)) + 1;
  return spliced(rest, colon, colon, ' []');
}

export interface StepStart {
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether it has a list of transforms of its own. */
  readonly holdsOthers?: boolean;
}

/**
 * Adds a transform with its defaults at the end of a list.
 * @param parent of the transform that holds the list; empty for the Recipe's own
 * @param start what is written of it besides its name
 */
export function addStep(text: string, parent: StepPath, name: string, start: StepStart = {}): string {
  const document = readText(text);
  if (!document) return isEmpty(text) ? withList(text, name, start) : text;
  const mapping = mappingAt(document, parent);
  const pair = pairIn(mapping, 'transforms');
  const inline = inOneLine(name, start);
  if (pair && isSeq(pair.value) && pair.value.items.length > 0)
    return withItem(text, { pair, list: pair.value }, name, start);
  if (pair && isMap(mapping) && mapping.flow) return replaced(text, pair, ` [${inline}]`);
  if (pair) {
    const margin = `${' '.repeat(columnOf(text, startOf(pair.key)))}  `;
    return replaced(text, pair, `\n${margin}- ${inBlock(name, start, margin)}`);
  }
  const step = parent.length > 0 && stepAt(document, parent);
  if (step) return withPair(text, step, 'transforms', `[${inline}]`);
  if (!isMap(mapping)) return text;
  if (!mapping.flow) return withList(text, name, start);
  return besideOthers(text, mapping, 'transforms', `transforms: [${inline}]`);
}

function withList(text: string, name: string, start: StepStart): string {
  const above = text === '' ? '' : text.replace(/\n*$/, '\n');
  return `${above}transforms:\n  - ${inBlock(name, start, '  ')}\n`;
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

function spliced(text: string, from: number, to: number, insert: string): string {
  return text.slice(0, from) + insert + text.slice(to);
}

function listAt(text: string, parent: StepPath): FoundList | undefined {
  const document = readText(text);
  return document && listIn(mappingAt(document, parent));
}

function itemsIn(list: YAMLSeq): Piece[] {
  return list.items.map((item) => ({ from: startOf(item), to: endOf(item) }));
}

/** The whole lines of each item, with the comments above it. */
function linesOfItems(text: string, { pair, list }: FoundList): Piece[] {
  let from = endOfLine(text, endOf(pair.key)) + 1;
  return list.items.map((item) => {
    const lines = { from, to: endOfLine(text, endOf(item)) };
    from = lines.to + 1;
    return lines;
  });
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Where the comma goes, too. */
function withoutItem(text: string, pieces: readonly Piece[], index: number): string {
  const [before, own, after] = [pieces[index - 1], pieces[index]!, pieces[index + 1]];
  if (before) return spliced(text, before.to, own.to, '');
  return spliced(text, own.from, after?.from ?? own.to, '');
}

function withItem(text: string, found: FoundList, name: string, start: StepStart): string {
  const { list } = found;
  if (list.flow) {
    const end = endOf(list.items.at(-1));
    return spliced(text, end, end, `, ${inOneLine(name, start)}`);
  }
  const margin = ' '.repeat(columnOf(text, startOf(list)));
  const { to } = linesOfItems(text, found).at(-1)!;
  return spliced(text, to, to, `\n${margin}- ${inBlock(name, start, margin)}`);
}

function inOneLine(name: string, { parameters, holdsOthers }: StepStart): string {
  const written = { ...parameters, ...(holdsOthers && { transforms: [] }) };
  return Object.keys(written).length === 0 ? name : `${name}: ${yamlOf(written)}`;
}

/** The list of those that it will hold has lines of its own. */
function inBlock(name: string, start: StepStart, margin: string): string {
  if (!start.holdsOthers) return inOneLine(name, start);
  const own = Object.entries(start.parameters ?? {}).map(([key, value]) => `${key}: ${yamlOf(value)}`);
  return [`${name}:`, ...own, 'transforms: []'].join(`\n${margin}    `);
}

/** With another value behind the colon. */
function replaced(text: string, { key, value }: Pair, insert: string): string {
  const colon = text.indexOf(':', endOf(key)) + 1;
  return spliced(text, colon, isNode(value) ? Math.max(colon, endOf(value)) : colon, insert);
}

function withValue(text: string, pair: Pair, value: unknown, document: Document): string {
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

function withPair(text: string, step: FoundStep, name: string, value: string): string {
  const { key, body, nothing } = step;
  const written = `${name}: ${value}`;
  if (body && body.items.length > 0) return besideOthers(text, body, name, written);
  if (body) return spliced(text, startOf(body), endOf(body), `{ ${written} }`);
  if (nothing && text[endOf(key)] === ':') {
    const colon = endOf(key) + 1;
    return spliced(text, colon, Math.max(colon, endOf(nothing)), ` { ${written} }`);
  }
  return spliced(text, endOf(key), endOf(key), `: { ${written} }`);
}

/** `p` stays the last, and a list of transforms below it. */
function besideOthers(text: string, body: YAMLMap, name: string, written: string): string {
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

function withoutPair(text: string, { key, body }: FoundStep, pair: Pair): string {
  const { items, flow } = body!;
  if (!flow) {
    const from = text.lastIndexOf('\n', startOf(pair.key));
    return spliced(text, from, endOfLine(text, endOfPair(pair)), '');
  }
  // Without parameters, the name alone is enough.
  if (items.length === 1) return spliced(text, endOf(key), endOf(body), '');
  const pieces = items.map((one) => ({ from: startOf(one.key), to: endOfPair(one) }));
  return withoutItem(text, pieces, items.indexOf(pair));
}
