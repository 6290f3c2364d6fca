import { isCollection, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import type { TreeName } from '../../src/core/recipe/tree.js';

/** Where a transform stands: at `[2, 0]` of a list is the first one inside the third. At `[]` is the list itself. */
export interface StepPath {
  readonly tree: TreeName;
  readonly at: readonly number[];
}

/** A list of transforms in the text of a Recipe. */
export interface FoundList {
  /** Of `transforms` or `preprocess`, whose value the list is. */
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

/** The step that holds another one, or its list. */
export function parentOf({ tree, at }: StepPath): StepPath {
  return { tree, at: at.slice(0, -1) };
}

/** Which one of its list a step is. */
export function indexOf({ at }: StepPath): number {
  return at.at(-1)!;
}

/** How the list is called that a step holds; also that of the Recipe itself. */
export function listName({ tree, at }: StepPath): TreeName {
  return at.length === 0 ? tree : 'transforms';
}

/** The list of transforms that a mapping has under a name. */
export function listIn(mapping: unknown, name: TreeName): FoundList | undefined {
  const pair = pairIn(mapping, name);
  return pair && isSeq(pair.value) ? { pair, list: pair.value } : undefined;
}

export function pairIn(mapping: unknown, name: string): Pair | undefined {
  return isMap(mapping) ? mapping.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
}

/** @param holder of the list: see `StepPath` */
export function mappingAt(document: Document, holder: StepPath): unknown {
  return holder.at.length === 0 ? document.contents : stepAt(document, holder)?.body;
}

/** @param holder of the list: see `StepPath` */
export function listAt(document: Document, holder: StepPath): FoundList | undefined {
  return listIn(mappingAt(document, holder), listName(holder));
}

export function stepAt(document: Document, path: StepPath): FoundStep | undefined {
  return stepOf(listAt(document, parentOf(path))?.list.items[indexOf(path)]);
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
