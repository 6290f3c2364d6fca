import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { LabelContext, LabelFile, LabelProblem } from '../format.js';
import { originOption } from './options.js';
import { remember, SIDES } from './memory.js';
import { turnIn, unmovedIn } from './unmoved.js';
import { childOf, lineAt, parseXml, textOf } from './xml.js';
import type { XmlElement } from './xml.js';
import { cornersOf } from '../shared/turned-box.js';
import { sizeProblems } from '../shared/size-problems.js';
import { isNumber } from '../shared/text.js';
import { readXmlText } from '../shared/xml-text.js';

interface VocReading {
  readonly objects: readonly AnnotatedObject[];
  readonly problems: readonly LabelProblem[];
  readonly extra?: Json;
}

/**
 * Objects of one annotation file.
 * @throws LabelError if the file is no annotation in XML
 */
export function readVocXml(file: LabelFile, context: LabelContext): VocReading {
  const text = readXmlText(file.key, file.bytes);
  const root = parseXml(file.key, text);
  if (root.name !== 'annotation')
    throw new LabelError(
      { file: file.key, line: lineAt(text, root.start) },
      `expected <annotation>, not <${root.name}>`,
    );
  const elements = root.children.filter(({ name }) => name === 'object');
  const boxes = elements.map((element) => corners(text, element));
  const declared = originOption(context);
  const origin = declared === 'auto' ? originOf(boxes) : declared;
  const objects: AnnotatedObject[] = [];
  const problems: LabelProblem[] = declaredSizeProblems(file.key, text, root, context);
  elements.forEach((element, index) => {
    const remark = (severity: LabelProblem['severity'], reason: string) =>
      problems.push({ file: file.key, line: lineAt(text, element.start), reason, severity });
    const name = textOf(text, childOf(element, 'name'));
    const box = edges(boxes[index]!, origin);
    if (name === '') remark('rejected', 'an object without a name');
    else if (typeof box === 'string') remark('rejected', box);
    else {
      if (isFarOutside(box, context)) remark('warning', 'the box lies far outside the image');
      const turn = turnIn(text, element);
      const unmoved = unmovedIn(text, element).map((one) => one.name);
      const xml = text.slice(indentStart(text, element), element.end);
      objects.push({
        class: name,
        ...(turn ? { orientedBox: cornersOf({ box, rotation: turn.degrees }) } : { box }),
        ...(unmoved.length > 0 && { unmoved }),
        extra: remember({ xml, origin }),
      });
    }
  });
  return { objects, problems, extra: remember({ ...skeleton(text, root, elements), origin }) };
}

/** The numbers of `bndbox` as they are in the file, or the reason why there are none. */
function corners(text: string, object: XmlElement): Box | string {
  const bndbox = childOf(object, 'bndbox');
  if (!bndbox) return 'an object without <bndbox>';
  const values: number[] = [];
  for (const [side] of SIDES) {
    const content = textOf(text, childOf(bndbox, side));
    if (!isNumber(content)) return `<${side}> is '${content}': expected a number`;
    values.push(Number(content));
  }
  return values as unknown as Box;
}

/** The standard counts pixels from 1; a coordinate below that can only come from counting from 0. */
function originOf(boxes: readonly (Box | string)[]): 0 | 1 {
  return boxes.some((box) => typeof box !== 'string' && (box[0] < 1 || box[1] < 1)) ? 0 : 1;
}

function edges(box: Box | string, origin: 0 | 1): Box | string {
  if (typeof box === 'string') return box;
  const [x0, y0, x1, y1] = [box[0] - origin, box[1] - origin, box[2], box[3]];
  if (x1 <= x0 || y1 <= y0) return `the box from ${box[0]}, ${box[1]} to ${box[2]}, ${box[3]} has no area`;
  return [x0, y0, x1, y1];
}

function isFarOutside([x0, y0, x1, y1]: Box, { width, height }: LabelContext): boolean {
  return x0 < -width / 10 || y0 < -height / 10 || x1 > width * 1.1 || y1 > height * 1.1;
}

function declaredSizeProblems(
  file: string,
  text: string,
  root: XmlElement,
  context: LabelContext,
): LabelProblem[] {
  const size = childOf(root, 'size');
  if (!size) return [];
  const [width, height] = ['width', 'height'].map((side) => textOf(text, childOf(size, side)));
  return sizeProblems({ file, line: lineAt(text, size.start) }, { width, height }, context);
}

/** The text before and after the objects. Text between two objects is moved behind all objects. */
function skeleton(text: string, root: XmlElement, objects: readonly XmlElement[]) {
  const [first] = objects;
  if (!first) {
    const end = text.slice(0, root.innerEnd).trimEnd().length;
    return { before: text.slice(0, end), after: text.slice(end) };
  }
  const gaps = objects.map((object, index) => {
    const next = objects[index + 1];
    return text.slice(object.end, next ? indentStart(text, next) : text.length);
  });
  return { before: text.slice(0, indentStart(text, first)), after: gaps.join('') };
}

/** Where the white space before an element begins. */
function indentStart(text: string, element: XmlElement): number {
  return text.slice(0, element.start).trimEnd().length;
}
