import type { AnnotatedObject, Keypoint, Visibility } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import type { DatasetPart, LabelContext, LabelProblem, LabelReading } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel } from '../shared/json-file.js';
import { sizeProblems } from '../shared/size-problems.js';
import { ringOf } from './ellipse.js';
import { bitmapOfRuns } from './mask.js';
import { attributeOf, jsonOf, partSchema, type CvatElement } from './model.js';
import { cornersOf } from '../shared/turned-box.js';

type Shapes = Omit<AnnotatedObject, 'class' | 'crowd' | 'extra'>;

/** One shape of the file. */
interface ShapeReading {
  readonly label: string;
  readonly group: string | undefined;
  readonly shapes: Shapes;
  readonly memory: CvatElement;
}

/** The labels of one image. A shape that cannot be used is a problem that names it by its position and label. */
export function readPart({ labels }: DatasetPart, context: LabelContext): LabelReading {
  const { width, height } = context;
  const { file, image } = partSchema.parse(labels);
  const name = JSON.stringify(attributeOf(image, 'name'));
  const declared = { width: attributeOf(image, 'width'), height: attributeOf(image, 'height') };
  const problems: LabelProblem[] = sizeProblems({ file }, declared, context, name);
  const { children = [], ...own } = image;
  const tags = children.filter((child) => child.tag === 'tag' && attributeOf(child, 'label'));
  const shapes: ShapeReading[] = [];
  for (const [index, child] of children.entries()) {
    if (tags.includes(child)) continue;
    try {
      shapes.push(readShape(child, context));
    } catch (error) {
      if (!(error instanceof BadLabel)) throw error;
      const reason = `${name}: its element ${index + 1}, <${child.tag}>: ${error.message}`;
      problems.push({ file, reason, severity: 'rejected' });
    }
  }
  const objects = objectsOf(shapes);
  return {
    annotations: {
      ...{ width, height, objects, labelMaps: [] },
      tags: tags.map((tag) => attributeOf(tag, 'label')!),
      extra: { cvat: { image: jsonOf(own), tags: tags.map(jsonOf) } },
    },
    problems,
  };
}

const READERS: Readonly<Record<string, (element: CvatElement, context: LabelContext) => Shapes>> = {
  box: readBox,
  ellipse: (element) => ({ polygons: [{ rings: [ringOf(ellipseFrom(element))] }] }),
  polygon: (element) => ({ polygons: [{ rings: [pointsOf(element, 3)] }] }),
  polyline: (element) => ({ lines: [pointsOf(element, 2)] }),
  points: (element) => ({ keypoints: pointsOf(element, 1).map(([x, y]) => ({ x, y, visibility: 2 })) }),
  skeleton: ({ children = [] }) => ({
    keypoints: children.filter(({ tag }) => tag === 'points').map(readJoint),
  }),
  mask: readMask,
};

function readShape(element: CvatElement, context: LabelContext): ShapeReading {
  const read = Object.hasOwn(READERS, element.tag) ? READERS[element.tag] : undefined;
  if (!read) throw new BadLabel(`shapes of this kind are not read`);
  const label = attributeOf(element, 'label');
  if (!label) throw new BadLabel('it has no label');
  const group = attributeOf(element, 'group_id');
  return {
    label,
    group: group === '0' ? undefined : group,
    shapes: read(element, context),
    memory: lightElement(element),
  };
}

/** Long lists are written from the object's shapes. They keep their position among the attributes. */
function lightElement(element: CvatElement): CvatElement {
  const attributes = element.attributes.map(
    ([name, value]) => [name, name === 'points' || name === 'rle' ? '' : value] as const,
  );
  return element.tag === 'skeleton' ? element : { ...element, attributes };
}

function readBox(element: CvatElement): Shapes {
  const [x0, y0, x1, y1] = ['xtl', 'ytl', 'xbr', 'ybr'].map((name) => numberOf(element, name));
  const box = [x0!, y0!, x1!, y1!] as const;
  if (box[2] <= box[0] || box[3] <= box[1]) throw new BadLabel(`from ${box.join(', ')} it has no area`);
  const rotation = rotationOf(element);
  return rotation === 0 ? { box } : { orientedBox: cornersOf({ box, rotation }) };
}

function ellipseFrom(element: CvatElement) {
  const [x, y, first, second] = ['cx', 'cy', 'rx', 'ry'].map((name) => numberOf(element, name));
  if (first! <= 0 || second! <= 0) throw new BadLabel('it has no area');
  return {
    centre: [x!, y!] as const,
    radii: [first!, second!] as const,
    rotation: rotationOf(element),
  };
}

function readMask(element: CvatElement, context: LabelContext): Shapes {
  const [left, top, width, height] = ['left', 'top', 'width', 'height'].map((name) =>
    numberOf(element, name),
  );
  const runs = (attributeOf(element, 'rle') ?? '').split(',').map(Number);
  const box = { left: left!, top: top!, width: width!, height: height! };
  if (!Object.values(box).every(Number.isInteger)) throw new BadLabel('its box is not in whole pixels');
  return { bitmap: bitmapOfRuns(runs, box, context) };
}

function readJoint(element: CvatElement): Keypoint {
  const [x, y] = pointsOf(element, 1)[0]!;
  const name = attributeOf(element, 'label');
  const visibility: Visibility =
    attributeOf(element, 'outside') === '1' ? 0 : attributeOf(element, 'occluded') === '1' ? 1 : 2;
  return { x, y, visibility, ...(name ? { name } : {}) };
}

function pointsOf(element: CvatElement, least: number): Point[] {
  const text = attributeOf(element, 'points') ?? '';
  const points = text.split(';').map((pair): Point => {
    const [x, y, ...more] = pair.split(',').map(parseNumber);
    if (x === undefined || y === undefined || more.length > 0)
      throw new BadLabel(`points: ${JSON.stringify(pair)} is not x,y`);
    return [x, y];
  });
  if (points.length < least) throw new BadLabel(`it has ${points.length} points, and needs ${least}`);
  return points;
}

function rotationOf(element: CvatElement): number {
  const degrees = attributeOf(element, 'rotation') === undefined ? 0 : numberOf(element, 'rotation');
  return degrees % 360;
}

function numberOf(element: CvatElement, name: string): number {
  const text = attributeOf(element, name);
  const value = parseNumber(text ?? '');
  if (value === undefined)
    throw new BadLabel(`${name}: expected a number, not ${JSON.stringify(text ?? '')}`);
  return value;
}

function parseNumber(text: string): number | undefined {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Shapes of one label and group are parts of one object: as many polygons and lines as there are, and at most one shape
 * of each other kind.
 */
function objectsOf(shapes: readonly ShapeReading[]): AnnotatedObject[] {
  const drafts: ShapeReading[][] = [];
  const open = new Map<string, ShapeReading[]>();
  for (const shape of shapes) {
    const key = JSON.stringify([shape.label, shape.group]);
    const draft = shape.group === undefined ? undefined : open.get(key);
    if (draft && canJoin(shape, draft)) draft.push(shape);
    else {
      const fresh = [shape];
      drafts.push(fresh);
      open.set(key, fresh);
    }
  }
  return drafts.map(objectOf);
}

function canJoin({ shapes }: ShapeReading, draft: readonly ShapeReading[]): boolean {
  const [kind] = Object.keys(shapes);
  return kind === 'polygons' || kind === 'lines' || draft.every((other) => !(kind! in other.shapes));
}

function objectOf(draft: readonly ShapeReading[]): AnnotatedObject {
  const all = draft.map(({ shapes }) => shapes);
  const polygons = all.flatMap((shapes) => shapes.polygons ?? []);
  const lines = all.flatMap((shapes) => shapes.lines ?? []);
  const object: AnnotatedObject = {
    class: draft[0]!.label,
    ...all.reduce((merged, shapes) => ({ ...merged, ...shapes })),
    ...(polygons.length > 0 ? { polygons } : {}),
    ...(lines.length > 0 ? { lines } : {}),
  };
  const elements = draft.map(({ memory }) => jsonOf(memory));
  return { ...object, extra: { cvat: { elements, digest: geometryDigest(object) } } };
}
