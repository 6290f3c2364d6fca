import { isMap, isNode, isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { listIn, stepOf } from './recipe-nodes.js';
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

/** The transforms of a Recipe; undefined where the text is no Recipe with a list of them. */
export function stepsOf(text: string): readonly Step[] | undefined {
  const document = parseDocument(text);
  return stepsIn(document, document.contents, { path: [], place: '' });
}

function stepsIn(
  document: Document,
  mapping: unknown,
  { path, place }: { readonly path: StepPath; readonly place: string },
): readonly Step[] | undefined {
  return listIn(mapping)?.list.items.map((item, i) => {
    const { name, body } = stepOf(item) ?? { name: '?' };
    const own = { path: [...path, i], place: `${place}transforms[${i}].${name}` };
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
