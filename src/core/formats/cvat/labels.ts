import { childOf, textOf, type XmlElement } from '../voc/xml.js';

/** A label that the file declares. A joint of a skeleton has the skeleton's label as its parent, others have ''. */
export interface DeclaredLabel {
  readonly name: string;
  readonly parent: string;
  readonly element: XmlElement;
}

/** The list of labels of the task, project or job; undefined if the file declares none. */
export function labelListOf(root: XmlElement): XmlElement | undefined {
  const meta = childOf(root, 'meta');
  return (meta?.children ?? []).map((owner) => childOf(owner, 'labels')).find((list) => list !== undefined);
}

export function labelsIn(text: string, root: XmlElement): DeclaredLabel[] {
  const elements = labelListOf(root)?.children.filter(({ name }) => name === 'label') ?? [];
  return elements.map((element) => ({
    name: textOf(text, childOf(element, 'name')),
    parent: textOf(text, childOf(element, 'parent')),
    element,
  }));
}
