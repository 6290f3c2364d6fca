import { isMap, isSeq } from 'yaml';
import type { Pair, YAMLSeq } from 'yaml';
import {
  endOf,
  indexOf,
  isEmpty,
  listAt,
  listName,
  mappingAt,
  pairIn,
  parentOf,
  readText,
  startOf,
  stepAt,
} from './recipe-nodes.js';
import type { FoundList, FoundStep, StepPath } from './recipe-nodes.js';
import {
  besideOthers,
  besideSettings,
  columnOf,
  endOfLine,
  replaced,
  spliced,
  withoutItem,
  withoutPair,
  withValue,
} from './text-pieces.js';
import type { Piece } from './text-pieces.js';
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
  if (value === undefined) return pair ? withoutParameter(text, step, pair) : text;
  if (pair) return withValue(text, pair, value, document);
  return withPair(text, step, name, yamlOf(value));
}

/** @param to the place that it has afterwards, in its list */
export function moveStep(text: string, path: StepPath, to: number): string {
  const found = listIn(text, parentOf(path));
  const from = indexOf(path);
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
  const found = listIn(text, parentOf(path));
  const index = indexOf(path);
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
 * @param parent what holds the list: a step, or the Recipe
 * @param start what is written of it besides its name
 */
export function addStep(text: string, parent: StepPath, name: string, start: StepStart = {}): string {
  const document = readText(text);
  const list = listName(parent);
  if (!document) return isEmpty(text) ? withLines(text, list, name, start) : text;
  const mapping = mappingAt(document, parent);
  const pair = pairIn(mapping, list);
  const inline = inOneLine(name, start);
  if (pair && isSeq(pair.value) && pair.value.items.length > 0)
    return withItem(text, { pair, list: pair.value }, name, start);
  if (pair && isMap(mapping) && mapping.flow) return replaced(text, pair, ` [${inline}]`);
  if (pair) {
    const margin = `${' '.repeat(columnOf(text, startOf(pair.key)))}  `;
    return replaced(text, pair, `\n${margin}- ${inBlock(name, start, margin)}`);
  }
  const step = parent.at.length > 0 && stepAt(document, parent);
  if (step) return withPair(text, step, list, `[${inline}]`);
  if (!isMap(mapping)) return text;
  const isBefore = list === 'preprocess';
  const written = mapping.flow ? `${list}: [${inline}]` : `${list}:\n  - ${inBlock(name, start, '  ')}`;
  return besideSettings(text, mapping, { isBefore, written });
}

function withLines(text: string, list: string, name: string, start: StepStart): string {
  const above = text === '' ? '' : text.replace(/\n*$/, '\n');
  return `${above}${list}:\n  - ${inBlock(name, start, '  ')}\n`;
}

function listIn(text: string, holder: StepPath): FoundList | undefined {
  const document = readText(text);
  return document && listAt(document, holder);
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

/** Without parameters, the name alone is enough. */
function withoutParameter(text: string, { key, body }: FoundStep, pair: Pair): string {
  const isLast = body!.flow === true && body!.items.length === 1;
  return isLast ? spliced(text, endOf(key), endOf(body), '') : withoutPair(text, body!, pair);
}
