import type { AnnotatedObject, Annotations, Keypoint } from '../../annotations/model.js';
import { bitmapBounds } from '../../geometry/shapes.js';
import type { Bitmap, Point, Polygon } from '../../geometry/types.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { rasterise } from '../../geometry/raster-polygon.js';
import { needsBitmap } from '../shared/shapes.js';
import { ellipseOf } from './ellipse.js';
import { runsOfBitmap } from './mask.js';
import {
  attributeOf,
  imageMemoryOf,
  numberText,
  objectMemoryOf,
  withGeometry,
  withValues,
  type CvatElement,
  type ObjectMemory,
} from './model.js';
import { turnedBoxOf } from '../shared/turned-box.js';

type Kind = 'box' | 'orientedBox' | 'polygons' | 'lines' | 'bitmap' | 'keypoints';

/** Shapes of objects from elsewhere: the most precise one counts. */
const MOST_PRECISE: readonly Kind[] = ['bitmap', 'polygons', 'orientedBox', 'lines', 'box'];

const FRESH: CvatElement['attributes'] = [
  ['label', ''],
  ['source', 'file'],
  ['occluded', '0'],
  ['z_order', '0'],
];

/** What the element of a shape is written from. */
interface Writing {
  readonly object: AnnotatedObject;
  /** The elements of the same kind that the object was read from. */
  readonly known: readonly CvatElement[];
  readonly moved: boolean;
  readonly frame: { readonly width: number; readonly height: number };
  readonly keypointNames: readonly string[];
}

/** The elements of an image: its tags, then its objects. */
export function elementsOf(annotations: Annotations, keypointNames: readonly string[]): CvatElement[] {
  const { objects, width, height } = annotations;
  let freeGroup = firstFreeGroup(objects);
  const shapes = objects.flatMap((object) => {
    const elements = elementsOfObject(object, { width, height }, keypointNames);
    const group = elements.map((element) => attributeOf(element, 'group_id')).find((id) => id && id !== '0');
    if (elements.length < 2) return elements;
    const group_id = group ?? String(freeGroup++);
    return elements.map((element) => ({
      ...element,
      attributes: withValues(element.attributes, { group_id }),
    }));
  });
  return [...tagsOf(annotations), ...shapes];
}

function tagsOf({ tags, extra }: Annotations): CvatElement[] {
  const known = imageMemoryOf(extra)?.tags ?? [];
  return tags.map((label, i) => {
    const same =
      known.length === tags.length ? known[i] : known.find((tag) => attributeOf(tag, 'label') === label);
    const attributes = withValues(same?.attributes ?? FRESH.slice(0, 2), { label });
    return { ...(same ?? { tag: 'tag', children: [] }), attributes };
  });
}

function firstFreeGroup(objects: readonly AnnotatedObject[]): number {
  const elements = objects.flatMap(({ extra }) => objectMemoryOf(extra)?.elements ?? []);
  const used = elements.map((element) => Number(attributeOf(element, 'group_id') ?? 0));
  return used.reduce((free, id) => (Number.isFinite(id) ? Math.max(free, Math.floor(id) + 1) : free), 1);
}

function elementsOfObject(
  object: AnnotatedObject,
  frame: Writing['frame'],
  keypointNames: readonly string[],
): CvatElement[] {
  const memory = objectMemoryOf(object.extra);
  const moved = memory?.digest !== geometryDigest(object);
  return kindsOf(object, memory).flatMap((kind) => {
    const known = (memory?.elements ?? []).filter((element) => kindOf(element) === kind);
    return WRITERS[kind]({ object, known, moved, frame, keypointNames });
  });
}

/** The shapes that the file had and the object still has; else its most precise shape. Its keypoints in any case. */
function kindsOf(object: AnnotatedObject, memory: ObjectMemory | undefined): Kind[] {
  const present = MOST_PRECISE.filter((kind) => object[kind] !== undefined);
  const remembered = new Set(memory?.elements.map(kindOf));
  const known = present.filter((kind) => remembered.has(kind));
  return [
    ...(known.length > 0 ? known : present.slice(0, 1)),
    ...(object.keypoints ? ['keypoints' as const] : []),
  ];
}

function kindOf(element: CvatElement): Kind {
  if (element.tag === 'box')
    return Number(attributeOf(element, 'rotation') ?? 0) === 0 ? 'box' : 'orientedBox';
  return KINDS[element.tag] ?? 'keypoints';
}

const KINDS: Readonly<Record<string, Kind>> = {
  polygon: 'polygons',
  ellipse: 'polygons',
  polyline: 'lines',
  mask: 'bitmap',
};

const WRITERS: Readonly<Record<Kind, (writing: Writing) => CvatElement[]>> = {
  box: ({ object, known: [known], moved }) => {
    const [xtl, ytl, xbr, ybr] = object.box!;
    return [elementFrom('box', object, known, moved ? texts({ xtl, ytl, xbr, ybr }) : undefined)];
  },

  orientedBox: ({ object, known: [known], moved }) => {
    const {
      box: [xtl, ytl, xbr, ybr],
      rotation,
    } = turnedBoxOf(object.orientedBox!);
    const values = { ...texts({ xtl, ytl, xbr, ybr }), ...turnText(rotation) };
    return [elementFrom('box', object, known, moved ? values : undefined)];
  },

  polygons: ({ object, known, moved, frame }) => {
    const polygons = object.polygons!;
    if (needsBitmap(object))
      return [maskElement(object, rasterise(polygons, frame.width, frame.height), known[0], true)];
    return polygons.map((polygon, i) => polygonElement(object, polygon, matching(known, i, polygons), moved));
  },

  lines: ({ object, known, moved }) =>
    object.lines!.map((line, i, lines) => {
      const points = pointsText(line, moved);
      return elementFrom('polyline', object, matching(known, i, lines), { points });
    }),

  bitmap: ({ object, known: [known], moved }) => [maskElement(object, object.bitmap!, known, moved)],

  keypoints: ({ object, known: [known], moved, keypointNames }) => {
    const keypoints = object.keypoints!;
    const isPlain = keypoints.every(({ name, visibility }) => name === undefined && visibility === 2);
    if (known ? known.tag === 'points' : isPlain && keypointNames.length === 0) {
      const shown = keypoints.filter(({ visibility }) => visibility > 0);
      const points = pointsText(
        shown.map(({ x, y }): Point => [x, y]),
        moved,
      );
      return shown.length > 0 ? [elementFrom('points', object, known, { points })] : [];
    }
    const joints = keypoints.map((keypoint, i) => {
      const name = jointName(keypoint, i, keypointNames);
      const own = known?.children?.find((child) => attributeOf(child, 'label') === name);
      return own && !moved ? own : jointElement(keypoint, name, own);
    });
    const others = known?.children?.filter(({ tag }) => tag !== 'points') ?? [];
    const values = known ? undefined : { points: '' };
    return [{ ...elementFrom('skeleton', object, known, values), children: [...joints, ...others] }];
  },
};

/** If an object now has more or fewer parts, no part can be matched with its element in the file. */
function matching(
  known: readonly CvatElement[],
  i: number,
  parts: readonly unknown[],
): CvatElement | undefined {
  return known.length === parts.length ? known[i] : known[0];
}

function polygonElement(
  object: AnnotatedObject,
  { rings }: Polygon,
  known: CvatElement | undefined,
  moved: boolean,
): CvatElement {
  const ellipse = known?.tag === 'ellipse' ? ellipseOf(rings[0]!) : undefined;
  if (!ellipse) return elementFrom('polygon', object, known, { points: pointsText(rings[0]!, moved) });
  const { centre, radii, rotation } = ellipse;
  const values = { cx: centre[0], cy: centre[1], rx: radii[0], ry: radii[1] };
  return elementFrom(
    'ellipse',
    object,
    known,
    moved ? { ...texts(values), ...turnText(rotation) } : undefined,
  );
}

/** @param names the data set's names of keypoints, in order */
export function jointName({ name }: Keypoint, i: number, names: readonly string[]): string {
  return name ?? names[i] ?? `${i + 1}`;
}

function jointElement(
  { x, y, visibility }: Keypoint,
  label: string,
  known: CvatElement | undefined,
): CvatElement {
  const values = {
    label,
    outside: visibility === 0 ? '1' : '0',
    occluded: visibility === 1 ? '1' : '0',
    points: pointsText([[x, y]], true),
  };
  return {
    ...(known ?? { tag: 'points', children: [] }),
    attributes: withValues(known?.attributes ?? FRESH, values),
  };
}

function maskElement(
  object: AnnotatedObject,
  bitmap: Bitmap,
  known: CvatElement | undefined,
  moved: boolean,
): CvatElement {
  const [x0, y0, x1, y1] = bitmapBounds(bitmap) ?? [0, 0, 1, 1];
  const own = known?.tag === 'mask' && !moved ? known : undefined;
  const side = (name: string, value: number) => Number(own ? attributeOf(own, name) : value);
  const box = {
    left: side('left', x0),
    top: side('top', y0),
    width: side('width', x1 - x0),
    height: side('height', y1 - y0),
  };
  const rle = runsOfBitmap(bitmap, box).join(', ');
  const values = {
    rle,
    left: `${box.left}`,
    top: `${box.top}`,
    width: `${box.width}`,
    height: `${box.height}`,
  };
  return elementFrom('mask', object, known, values);
}

/** @param values its geometry; absent: as it was in the file */
function elementFrom(
  tag: string,
  object: AnnotatedObject,
  known: CvatElement | undefined,
  values: Readonly<Record<string, string>> | undefined,
): CvatElement {
  const label = object.class;
  const base = known?.attributes ?? FRESH;
  const attributes = withValues(values ? withGeometry(base, values) : base, { label });
  return { tag, attributes, children: known?.children ?? [] };
}

/** Hundredths, as the tool writes; its own reader takes more for angles, where they matter in large boxes. */
function texts(values: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, numberText(value, 2)]));
}

function turnText(rotation: number): { rotation?: string } {
  const text = numberText(rotation, 4);
  return Number(text) % 360 === 0 ? {} : { rotation: text };
}

function pointsText(points: readonly Point[], moved: boolean): string {
  const text = (value: number) => numberText(value, moved ? 2 : undefined);
  return points.map(([x, y]) => `${text(x)},${text(y)}`).join(';');
}
