import { isMap, isScalar, isSeq, parseDocument, YAMLMap } from 'yaml';
import type { Document, YAMLSeq } from 'yaml';

/** A transform of the Recipe's list, as far as its card shows it. */
export interface Step {
  readonly name: string;
  /** Absent: the transform's own default. */
  readonly p?: number;
  /** How many transforms it holds, if it holds any. */
  readonly inside?: number;
}

/** The transforms at the top of a Recipe; undefined where the text is no Recipe with a list of them. */
export function stepsOf(text: string): Step[] | undefined {
  const list = listIn(parseDocument(text));
  return list?.items.map(stepOf);
}

function stepOf(item: unknown): Step {
  if (isScalar(item)) return { name: String(item.value) };
  if (!isMap(item)) return { name: '?' };
  const [pair] = item.items;
  const name = isScalar(pair?.key) ? String(pair.key.value) : '?';
  const body = pair?.value;
  if (!isMap(body)) return { name };
  const [p, inside] = [body.get('p'), body.get('transforms')];
  return {
    name,
    ...(typeof p === 'number' && { p }),
    ...(isSeq(inside) && { inside: inside.items.length }),
  };
}

/** @param by +1: one place further down */
export function moveStep(text: string, index: number, by: number): string {
  return changed(text, ({ items }) => {
    const [moved] = items.splice(index, 1);
    items.splice(Math.min(items.length, Math.max(0, index + by)), 0, moved);
  });
}

export function removeStep(text: string, index: number): string {
  return changed(text, ({ items }) => {
    items.splice(index, 1);
  });
}

/** Adds a transform with its defaults at the end. */
export function addStep(text: string, name: string): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (!listIn(document)) document.set('transforms', document.createNode([]));
  const list = listIn(document)!;
  // What was written as `[]` has no room for more.
  if (list.items.length === 0) list.flow = false;
  list.add(document.createNode(name));
  return document.toString();
}

export function setProbability(text: string, index: number, p: number): string {
  return changed(text, (list, document) => {
    const item: unknown = list.items[index];
    if (isScalar(item)) list.items[index] = document.createNode({ [String(item.value)]: { p } });
    if (!isMap(item)) return;
    const [pair] = item.items;
    if (!pair) return;
    const body = isMap(pair.value) ? pair.value : new YAMLMap();
    body.set('p', p);
    pair.value = body;
  });
}

/** All else stays as it is written, with its comments. */
function changed(text: string, change: (list: YAMLSeq, document: Document) => void): string {
  const document = parseDocument(text);
  const list = listIn(document);
  if (!list || document.errors.length > 0) return text;
  change(list, document);
  return document.toString();
}

function listIn(document: ReturnType<typeof parseDocument>): YAMLSeq | undefined {
  const list: unknown = isMap(document.contents) ? document.get('transforms') : undefined;
  return isSeq(list) ? list : undefined;
}
