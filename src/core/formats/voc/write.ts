import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { WriteContext } from '../format.js';
import { originOption } from './options.js';
import { fileMemory, objectMemory, SIDES } from './memory.js';
import type { VocFile, VocObject } from './memory.js';
import { applyEdits, childOf, escapeXml, parseXml, setText, textOf } from './xml.js';
import type { Turn } from './unmoved.js';
import type { XmlEdit, XmlElement } from './xml.js';
import { turnIn, unmovedIn } from './unmoved.js';
import { pathFromLabels } from '../shared/image-path.js';
import { boxOf } from '../shared/shapes.js';
import { turnedBoxOf } from '../shared/turned-box.js';

/** Coordinates are written in hundredths. Those that moved by less than half of a hundredth keep their text. */
const UNMOVED = 0.005;

/** Angles are written in ten thousandths of a degree, which matter in large boxes. */
const UNTURNED = 0.00005;

/** The text of the annotation file. Objects without an extent are left out. A crowd is written as `difficult`. */
export function writeVocXml(annotations: Annotations, context: WriteContext): string {
  const memory = fileMemory(annotations.extra) ?? freshFile(annotations, context);
  const objects = annotations.objects.flatMap((object) => writeObject(object, memory) ?? []);
  const [before, after] = updateHead(memory, annotations, context);
  const lineEnd = memory.before.includes('\r\n') ? '\r\n' : '\n';
  return before + objects.join('').replace(/\r?\n/g, lineEnd) + after;
}

function freshFile({ width, height, labelMaps }: Annotations, context: WriteContext): VocFile {
  const { fileName, channels } = context;
  const before = [
    '<annotation>',
    `\t<filename>${escapeXml(fileName)}</filename>`,
    `\t<size><width>${width}</width><height>${height}</height><depth>${channels}</depth></size>`,
    `\t<segmented>${labelMaps.length > 0 ? 1 : 0}</segmented>`,
  ].join('\n');
  return { before, after: '\n</annotation>\n', origin: originOption(context) === 0 ? 0 : 1 };
}

/** Writes the image's name and size into the text before or behind the objects. */
function updateHead(
  { before, after }: VocFile,
  { width, height }: Annotations,
  context: WriteContext,
): readonly [before: string, after: string] {
  const { fileName } = context;
  const whole = before + after;
  const root = parseXml(fileName, whole);
  const size = childOf(root, 'size');
  const values = [
    [childOf(root, 'filename'), fileName],
    [childOf(root, 'path'), pathFromLabels(context)],
    [childOf(size, 'width'), String(width)],
    [childOf(size, 'height'), String(height)],
  ] as const;
  const edits = values.flatMap(([element, value]) =>
    element && !isSame(textOf(whole, element), value) ? [setText(element, value)] : [],
  );
  const shifted = edits.map((edit) => ({
    ...edit,
    start: edit.start - before.length,
    end: edit.end - before.length,
  }));
  return [
    applyEdits(
      before,
      edits.filter(({ start }) => start < before.length),
    ),
    applyEdits(
      after,
      shifted.filter(({ start }) => start >= 0),
    ),
  ];
}

/** `720.0` is 720. */
function isSame(text: string, value: string): boolean {
  return text === value || (text !== '' && Number(text) === Number(value));
}

function writeObject(object: AnnotatedObject, { origin }: VocFile): string | undefined {
  const box = boxOf(object);
  if (!box) return undefined;
  const memory = objectMemory(object.extra);
  return memory ? updateObject(object, box, memory, origin) : freshObject(object, box, origin);
}

function updateObject(
  object: AnnotatedObject,
  box: Box,
  { xml, origin: from }: VocObject,
  origin: 0 | 1,
): string {
  const root = parseXml('object', xml);
  const name = childOf(root, 'name')!;
  const bndbox = childOf(root, 'bndbox')!;
  const turn = turnIn(xml, root);
  const turned = turn && object.orientedBox ? turnedBoxOf(object.orientedBox) : { box, rotation: 0 };
  const turns = turn ? setTurn(turn, turned.rotation) : [];
  const sides = SIDES.map(([side, counted], index) => ({
    element: childOf(bndbox, side)!,
    before: Number(textOf(xml, childOf(bndbox, side))) - from * counted,
    after: turned.box[index]!,
    offset: origin * counted,
  }));
  const moved = sides.filter(({ before, after }) => Math.abs(after - before) >= UNMOVED);
  const renamed = textOf(xml, name) === object.class ? [] : [setText(name, object.class)];
  const truncated = childOf(root, 'truncated');
  const cut = object.truncated && truncated ? [setText(truncated, '1')] : [];
  const changed = from === origin ? moved : sides;
  return applyEdits(xml, [
    ...renamed,
    ...cut,
    ...changed.map(({ element, after, offset }) => setText(element, format(after + offset))),
    ...turns,
    ...(moved.length + turns.length > 0 ? withoutUnmoved(xml, root) : []),
  ]);
}

function setTurn({ degrees, element }: Turn, rotation: number): XmlEdit[] {
  const isSame = Math.abs(((rotation - (degrees % 360) + 540) % 360) - 180) < UNTURNED;
  return isSame ? [] : [setText(element, String((Math.round(rotation * 10_000) / 10_000) % 360))];
}

function withoutUnmoved(xml: string, root: XmlElement): readonly XmlEdit[] {
  return unmovedIn(xml, root).map(({ element: { start, end } }) => ({
    start: xml.slice(0, start).trimEnd().length,
    end,
    text: '',
  }));
}

function freshObject(object: AnnotatedObject, box: Box, origin: 0 | 1): string {
  const corners = SIDES.map(
    ([side, counted], index) => `\t\t\t<${side}>${format(box[index]! + origin * counted)}</${side}>`,
  );
  return [
    '',
    '\t<object>',
    `\t\t<name>${escapeXml(object.class)}</name>`,
    '\t\t<pose>Unspecified</pose>',
    `\t\t<truncated>${object.truncated ? 1 : 0}</truncated>`,
    `\t\t<difficult>${object.crowd ? 1 : 0}</difficult>`,
    '\t\t<bndbox>',
    ...corners,
    '\t\t</bndbox>',
    '\t</object>',
  ].join('\n');
}

function format(value: number): string {
  return String(Math.round(value * 100) / 100);
}
