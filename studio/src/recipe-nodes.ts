import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

/** Where a transform stands: `[2, 0]` is the first one inside the third. */
export type StepPath = readonly number[];

/** A list of transforms in the text of a Recipe. */
export interface FoundList {
  /** Of `transforms`, whose value the list is. */
  readonly pair: Pair;
  readonly list: YAMLSeq;
}

/** A transform in the text of a Recipe. */
export interface FoundStep {
  readonly item: Node;
  readonly name: string;
  /** Where its name is written. */
  readonly key: Node;
  /** Its parameters; absent where there are none. */
  readonly body?: YAMLMap;
  /** What stands behind the colon instead of parameters: nothing, or `null`. */
  readonly nothing?: Node;
}

const LIST = 'transforms';

/** @returns undefined where the text is no Recipe, so that nothing in it can be changed safely */
export function readText(text: string): Document | undefined {
  const document = parseDocument(text);
  return document.errors.length === 0 && isMap(document.contents) ? document : undefined;
}

/** Whether there is nothing but comments. */
export function isEmpty(text: string): boolean {
  const { errors, contents } = parseDocument(text);
  return errors.length === 0 && contents === null;
}

/** The list of a mapping's transforms. */
export function listIn(mapping: unknown): FoundList | undefined {
  const pair = pairIn(mapping, LIST);
  return pair && isSeq(pair.value) ? { pair, list: pair.value } : undefined;
}

export function pairIn(mapping: unknown, name: string): Pair | undefined {
  return isMap(mapping) ? mapping.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
}

/** @param path of the transform that holds the list; empty for the Recipe's own */
export function mappingAt(document: Document, path: StepPath): unknown {
  return path.length === 0 ? document.contents : stepAt(document, path)?.body;
}

export function stepAt(document: Document, path: StepPath): FoundStep | undefined {
  const list = listIn(mappingAt(document, path.slice(0, -1)))?.list;
  return stepOf(list?.items[path.at(-1)!]);
}

export function stepOf(item: unknown): FoundStep | undefined {
  if (isScalar(item)) return { item, name: String(item.value), key: item };
  if (!isMap(item)) return undefined;
  const [pair] = item.items;
  if (!pair || !isScalar(pair.key)) return undefined;
  const { key, value } = pair;
  const named = { item, key, name: String(key.value) };
  if (isMap(value)) return { ...named, body: value };
  if (isScalar(value) && value.value === null) return { ...named, nothing: value };
  return value === null ? named : undefined;
}

/** Where the last character of a node stands, without comments and line breaks behind it. */
export function endOf(node: unknown): number {
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return isNode(last) ? endOf(last) : endOfPair(last as Pair);
  }
  return (node as Node).range![1];
}

export function endOfPair({ key, value }: Pair): number {
  return isNode(value) ? endOf(value) : endOf(key);
}

export function startOf(node: unknown): number {
  return (node as Node).range![0];
}
