import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { TreeName } from '../../src/core/recipe/tree.js';
import { listIn, listName, stepOf } from './recipe-nodes.js';
import type { StepPath } from './recipe-nodes.js';

/** A transform of the Recipe's list, as its card shows it. */
export interface Step {
  readonly name: string;
  readonly path: StepPath;
  /** As mistakes name it: `transforms[2].OneOf.transforms[0].Blur`. */
  readonly place: string;
  /** What the text gives, `p` too; all others have their defaults. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The transforms that it holds, if it holds any. */
  readonly inside?: readonly Step[];
}

/** One of a Recipe's lists of transforms; undefined where the text has none. */
export function stepsOf(text: string, tree: TreeName = 'transforms'): readonly Step[] | undefined {
  const document = parseDocument(text);
  return stepsIn(document, document.contents, { path: { tree, at: [] }, place: '' });
}

function stepsIn(
  document: Document,
  mapping: unknown,
  { path, place }: Pick<Step, 'path' | 'place'>,
): readonly Step[] | undefined {
  const list = listName(path);
  return listIn(mapping, list)?.list.items.map((item, i) => {
    const { name, body } = stepOf(item) ?? { name: '?' };
    const own = { path: { ...path, at: [...path.at, i] }, place: `${place}${list}[${i}].${name}` };
    const inside = stepsIn(document, body, { ...own, place: `${own.place}.` });
    return { name, ...own, parameters: parametersOf(document, body), ...(inside && { inside }) };
  });
}

function parametersOf(document: Document, body: unknown): Record<string, unknown> {
  const pairs = isMap(body) ? body.items : [];
  const own = pairs.filter(({ key }) => isScalar(key) && key.value !== 'transforms');
  return Object.fromEntries(
    own.map(({ key, value }) => [
      String((key as { value: unknown }).value),
      isNode(value) ? (value.toJS(document) as unknown) : null,
    ]),
  );
}
