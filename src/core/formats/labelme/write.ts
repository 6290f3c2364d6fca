import type { Json, JsonObject } from '../../json.js';
import { bitmapBounds, boxCorners } from '../../geometry/shapes.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Bitmap, Box, Point } from '../../geometry/types.js';
import { base64OfBytes } from '../shared/base64.js';
import type { WriteContext } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { circleOf } from './circle.js';
import { cropOf, DIRECTION, objectMemoryOf, SHAPE_KINDS, type ShapeKind, type ShapeMemory } from './model.js';
import { encodePng } from '../shared/png.js';
import { rasterise } from '../../geometry/raster-polygon.js';
import { needsBitmap } from '../shared/shapes.js';

/** A shape as it will be written, with the shape of the file that it replaces. */
interface Draft {
  readonly kind: ShapeKind;
  readonly memory: ShapeMemory | undefined;
  readonly label: string;
  readonly type: string;
  readonly points: Json;
  readonly mask?: string;
  readonly moved: boolean;
}

/** Shapes in the order of the file, followed by those that the file did not have. */
export function shapesOf(objects: readonly AnnotatedObject[], context: WriteContext): JsonObject[] {
  let freeGroup = firstFreeGroup(objects);
  const placed = objects.flatMap((object) => {
    const drafts = draftsOf(object, context);
    const known = drafts.find(({ memory }) => isGroup(memory?.shape['group_id']))?.memory?.shape['group_id'];
    const group = known ?? (drafts.length > 1 ? freeGroup++ : undefined);
    return drafts.map((draft) => ({ at: draft.memory?.at ?? Infinity, shape: shapeOf(draft, group) }));
  });
  return placed.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at)).map(({ shape }) => shape);
}

function isGroup(value: Json | undefined): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

function firstFreeGroup(objects: readonly AnnotatedObject[]): number {
  const memories = objects.flatMap((object) => Object.values(objectMemoryOf(object)?.shapes ?? {}).flat());
  const used = memories.map(({ shape }) => shape['group_id']).filter((id) => typeof id === 'number');
  return used.reduce((free, id) => Math.max(free, Math.floor(id) + 1), 1);
}

function withoutDirection(shape: JsonObject): JsonObject {
  const { [DIRECTION]: direction, ...others } = shape;
  return direction ? others : shape;
}

/** The keys of LabelMe 5, in its order. */
const FRESH = {
  label: '',
  points: [],
  group_id: null,
  description: '',
  shape_type: '',
  flags: {},
  mask: null,
};

function shapeOf({ memory, label, type, points, mask, moved }: Draft, group: Json | undefined): JsonObject {
  const original = memory ? (moved ? withoutDirection(memory.shape) : memory.shape) : FRESH;
  const namesType = 'shape_type' in original || type !== 'polygon';
  const losesMask = typeof original['mask'] === 'string';
  return {
    ...original,
    label,
    points,
    ...(group === undefined ? {} : { group_id: group }),
    ...(namesType ? { shape_type: type } : {}),
    ...(mask !== undefined ? { mask } : losesMask ? { mask: null } : {}),
  };
}

/**
 * The shapes that the file had of the object and that the object still has. An object from elsewhere gets its most
 * precise shape, and its keypoints.
 */
function draftsOf(object: AnnotatedObject, context: WriteContext): Draft[] {
  const memory = objectMemoryOf(object);
  const moved = memory?.digest !== geometryDigest(object);
  const present = SHAPE_KINDS.filter((kind) => object[kind] !== undefined);
  const known = present.filter((kind) => memory?.shapes[kind]);
  const areas = known.filter((kind) => kind !== 'keypoints');
  const precise = MOST_PRECISE.find((kind) => present.includes(kind));
  const kinds = new Set([...(areas.length > 0 || !precise ? areas : [precise]), 'keypoints' as const]);
  return [...kinds].flatMap((kind) => {
    const memories = memory?.shapes[kind] ?? [];
    return DRAFTS[kind](object, { memories, moved, context }).map((draft) => ({ ...draft, kind, moved }));
  });
}

const MOST_PRECISE: readonly ShapeKind[] = ['bitmap', 'polygons', 'orientedBox', 'lines', 'box'];

interface Writing {
  readonly memories: readonly ShapeMemory[];
  readonly moved: boolean;
  readonly context: WriteContext;
}

const DRAFTS: Readonly<
  Record<ShapeKind, (object: AnnotatedObject, writing: Writing) => Omit<Draft, 'kind' | 'moved'>[]>
> = {
  box: ({ class: label, box }, { memories: [memory], moved }) => {
    if (!box) return [];
    const kept = memory?.shape['points'] as readonly Point[] | undefined;
    const hasFour = memory !== undefined && kept?.length !== 2;
    const points = hasFour ? boxCorners(box) : moved ? diagonal(box) : kept!;
    return [{ memory, label, type: 'rectangle', points: tidy(points, moved) }];
  },

  orientedBox: ({ class: label, orientedBox }, { memories: [memory], moved }) => {
    if (!orientedBox) return [];
    const type = (memory?.shape['shape_type'] as string | undefined) ?? 'polygon';
    return [{ memory, label, type, points: tidy(orientedBox, moved) }];
  },

  polygons: (object, { memories, moved, context }) => {
    const { class: label, polygons = [] } = object;
    if (needsBitmap(object)) {
      const bitmap = rasterise(polygons, context.width, context.height);
      return [maskDraft(label, bitmap, memories[0])];
    }
    return polygons.map(({ rings }, i) => {
      const memory = memoryFor(memories, i, polygons.length);
      return { memory, label, ...ringDraft(rings[0]!, memory, moved) };
    });
  },

  lines: ({ class: label, lines = [] }, { memories, moved }) =>
    lines.map((line, i) => {
      const memory = memoryFor(memories, i, lines.length);
      const isLine = line.length === 2 && memory?.shape['shape_type'] !== 'linestrip';
      return { memory, label, type: isLine ? 'line' : 'linestrip', points: tidy(line, moved) };
    }),

  keypoints: (object, { memories, moved, context }) => {
    const { class: label, keypoints = [] } = object;
    const isLone = keypoints.length === 1 && keypoints[0]!.name === undefined && memories.length === 1;
    return keypoints.flatMap(({ x, y, visibility, name }, i) => {
      if (visibility === 0) return [];
      const own = isLone ? label : (name ?? context.schema.keypoints?.names?.[i] ?? `${i + 1}`);
      const memory = memoryFor(memories, i, keypoints.length);
      return [{ memory, label: own, type: 'point', points: tidy([[x, y]], moved) }];
    });
  },

  bitmap: ({ class: label, bitmap }, { memories: [memory], moved }) =>
    bitmap ? [maskDraft(label, bitmap, memory, moved)] : [],
};

/** If an object now has more or fewer parts, no part can be matched with its shape in the file. */
function memoryFor(memories: readonly ShapeMemory[], i: number, count: number): ShapeMemory | undefined {
  return memories.length === count ? memories[i] : memories[0];
}

function ringDraft(ring: readonly Point[], memory: ShapeMemory | undefined, moved: boolean) {
  const circle = memory?.shape['shape_type'] === 'circle' ? circleOf(ring) : undefined;
  if (circle) {
    const points = moved ? circle : (memory!.shape['points'] as readonly Point[]);
    return { type: 'circle', points: tidy(points, moved) };
  }
  return { type: 'polygon', points: tidy(memory?.closed ? [...ring, ring[0]!] : ring, moved) };
}

function maskDraft(
  label: string,
  bitmap: Bitmap,
  memory?: ShapeMemory,
  moved = true,
): Omit<Draft, 'kind' | 'moved'> {
  const kept = moved ? undefined : memory?.crop;
  const [x, y, width, height] = kept ?? cropOf(bitmapBounds(bitmap) ?? [0, 0, 1, 1]);
  const data = new Uint8Array(width * height);
  for (let row = Math.max(0, -y); row < Math.min(height, bitmap.height - y); row++) {
    for (let column = Math.max(0, -x); column < Math.min(width, bitmap.width - x); column++) {
      const isSet = bitmap.data[(y + row) * bitmap.width + x + column] === 1;
      if (isSet) data[row * width + column] = memory?.value ?? 1;
    }
  }
  const inclusive: Point[] = [
    [x, y],
    [x + width - 1, y + height - 1],
  ];
  const png = encodePng({ width, height, depth: 8, colour: 'grey', data });
  const points = kept ? memory!.shape['points']! : inclusive;
  return { memory, label, type: 'mask', points, mask: base64OfBytes(png) };
}

function diagonal([x0, y0, x1, y1]: Box): Point[] {
  return [
    [x0, y0],
    [x1, y1],
  ];
}

/** Six decimals hide the rounding errors of arithmetic. Numbers of shapes that did not move stay as they are. */
function tidy(points: readonly Point[], moved: boolean): readonly Point[] {
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return moved ? points.map(([x, y]): Point => [round(x), round(y)]) : points;
}
