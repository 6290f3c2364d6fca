import type { AnnotatedObject } from '../../annotations/model.js';
import { LabelError } from '../../errors.js';
import { boundingBox } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import type { LabelContext, LabelFile, LabelReading } from '../format.js';
import { BadLabel } from '../shared/json-file.js';
import { openRing } from '../shared/open-ring.js';
import { readEach } from '../shared/read-each.js';
import { sizeProblems } from '../shared/size-problems.js';
import { isNumber } from '../shared/text.js';
import { readXmlText } from '../shared/xml-text.js';
import { childOf, lineAt, parseXml, textOf, type XmlElement } from '../voc/xml.js';

/**
 * Objects of one annotation file, without those that were deleted in the tool.
 * @throws LabelError if the file is no annotation in XML
 */
export function readLabelMeXml({ key: file, bytes }: LabelFile, context: LabelContext): LabelReading {
  const text = readXmlText(file, bytes);
  const root = parseXml(file, text);
  const lineOf = (element: XmlElement) => lineAt(text, element.start);
  if (root.name !== 'annotation')
    throw new LabelError({ file, line: lineOf(root) }, `expected <annotation>, not <${root.name}>`);
  const isDeleted = (object: XmlElement) => textOf(text, childOf(object, 'deleted')) === '1';
  const elements = root.children.filter((child) => child.name === 'object' && !isDeleted(child));
  const { objects, problems } = readEach(
    elements,
    (element) => readObject(text, element),
    (at) => ({ file, line: lineOf(elements[at]!) }),
  );
  const size = childOf(root, 'imagesize');
  const side = (name: string) => textOf(text, childOf(size, name));
  const declared = { width: side('ncols'), height: side('nrows') };
  const { width, height } = context;
  return {
    annotations: { width, height, objects, labelMaps: [], tags: [] },
    problems: [...(size ? sizeProblems({ file, line: lineOf(size) }, declared, context) : []), ...problems],
  };
}

/** The tool draws polygons, lines of two points, single points, boxes, and masks, which are files of their own. */
function readObject(text: string, object: XmlElement): AnnotatedObject {
  const name = textOf(text, childOf(object, 'name'));
  if (name === '') throw new BadLabel('an object without a name');
  const polygon = childOf(object, 'polygon');
  if (!polygon && childOf(object, 'segm'))
    throw new BadLabel(`${name}: its mask is a file of its own, which is not read`);
  const points = pointsOf(text, polygon, name);
  if (textOf(text, childOf(object, 'type')) === 'bounding_box')
    return { class: name, box: boxOfPoints(points, name) };
  const [first] = points;
  if (points.length === 1) return { class: name, keypoints: [{ x: first![0], y: first![1], visibility: 2 }] };
  if (points.length === 2) return { class: name, lines: [points] };
  return { class: name, polygons: [{ rings: [openRing(points).ring] }] };
}

function pointsOf(text: string, polygon: XmlElement | undefined, name: string): Point[] {
  const points = polygon?.children.filter((child) => child.name === 'pt') ?? [];
  if (points.length === 0) throw new BadLabel(`${name}: an object without <polygon> and points in it`);
  return points.map((point) => [numberIn(text, point, 'x', name), numberIn(text, point, 'y', name)]);
}

function numberIn(text: string, point: XmlElement, axis: 'x' | 'y', name: string): number {
  const content = textOf(text, childOf(point, axis));
  if (isNumber(content)) return Number(content);
  throw new BadLabel(`${name}: <${axis}> is '${content}': expected a number`);
}

function boxOfPoints(points: readonly Point[], name: string) {
  const box = boundingBox(points)!;
  const [x0, y0, x1, y1] = box;
  if (x1 > x0 && y1 > y0) return box;
  throw new BadLabel(`${name}: the box from ${x0}, ${y0} to ${x1}, ${y1} has no area`);
}
