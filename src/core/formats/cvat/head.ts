import {
  applyEdits,
  childOf,
  escapeXml,
  parseXml,
  setText,
  type XmlEdit,
  type XmlElement,
} from '../voc/xml.js';
import { labelListOf, labelsIn, type DeclaredLabel } from './labels.js';
import type { FileMemory } from './model.js';

/** What the head of a file declares. */
export interface Declarations {
  readonly classes: readonly string[];
  readonly images: number;
  /** Names of keypoints of the classes whose objects are skeletons. */
  readonly skeletons: ReadonlyMap<string, readonly string[]>;
}

/** The head and end of the input's file with the labels and the number of images that the output has. */
export function updateHead(
  { before, after, classes: known }: FileMemory,
  declared: Declarations,
): FileMemory {
  const root = parseXml('annotations.xml', `${before}\n${after}`);
  const edits = [...sizeEdits(root, declared.images), ...labelEdits(before, root, known, declared.classes)];
  const text = applyEdits(
    before,
    edits.filter(({ start }) => start < before.length),
  );
  return { before: text, after, classes: declared.classes.length };
}

function sizeEdits(root: XmlElement, images: number): XmlEdit[] {
  const sizes = (childOf(root, 'meta')?.children ?? []).flatMap((owner) => childOf(owner, 'size') ?? []);
  return sizes.map((size) => setText(size, String(images)));
}

/** A renamed label keeps its colour and attributes. Dropped ones are left out, new ones follow. */
function labelEdits(text: string, root: XmlElement, known: number, classes: readonly string[]): XmlEdit[] {
  const list = labelListOf(root);
  if (!list) return [];
  const labels = labelsIn(text, root).filter(({ parent }) => parent === '');
  const names = labels.map(({ name }, i) => (known === classes.length ? classes[i]! : name));
  const kept = labels.flatMap((label, i): XmlEdit[] => {
    if (!classes.includes(names[i]!)) return [withoutElement(text, label)];
    const element = childOf(label.element, 'name');
    return element && label.name !== names[i] ? [setText(element, names[i]!)] : [];
  });
  const added = classes.filter((name) => !names.includes(name)).map((name) => labelText(name));
  const end = text.slice(0, list.innerEnd).trimEnd().length;
  return added.length > 0 ? [...kept, { start: end, end, text: added.join('') }] : kept;
}

function withoutElement(text: string, { element: { start, end } }: DeclaredLabel): XmlEdit {
  return { start: text.slice(0, start).trimEnd().length, end, text: '' };
}

/** The head and end of a new file. */
export function freshHead({ classes, images, skeletons }: Declarations): FileMemory {
  const labels = classes.map((name) => {
    const joints = skeletons.get(name);
    const parts = joints?.map((joint) => labelText(joint, 'points', name)) ?? [];
    return labelText(name, joints ? 'skeleton' : undefined) + parts.join('');
  });
  const before = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<annotations>',
    '  <version>1.1</version>',
    '  <meta>',
    '    <task>',
    `      <size>${images}</size>`,
    '      <mode>annotation</mode>',
    `      <labels>${labels.join('')}`,
    '      </labels>',
    '    </task>',
    '  </meta>',
  ].join('\n');
  return { before, after: '</annotations>', classes: classes.length };
}

function labelText(name: string, type?: string, parent?: string): string {
  const lines = [
    '        <label>',
    `          <name>${escapeXml(name)}</name>`,
    ...(type === undefined ? [] : [`          <type>${type}</type>`]),
    '          <attributes>',
    '          </attributes>',
    ...(parent === undefined ? [] : [`          <parent>${escapeXml(parent)}</parent>`]),
    '        </label>',
  ];
  return lines.map((line) => `\n${line}`).join('');
}
