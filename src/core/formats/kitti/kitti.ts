import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import { defineFormat } from '../format.js';
import type { LabelContext } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { besideImages } from '../shared/image-folder.js';
import { BadLabel, objectAt } from '../shared/json-file.js';
import { boxOf } from '../shared/shapes.js';
import { siblingOf } from '../shared/text.js';
import { headRows, numbersOf, readRows } from '../shared/text-rows.js';
import type { TextRow } from '../shared/text-rows.js';
import { AT, looksLikeRow, splitRow } from './columns.js';

/** The numbers of a row as the file has them, and the digest of the box that it had there. */
const memorySchema = z.object({ columns: z.array(z.string()), digest: z.string() });

/** Regions in which objects were not labelled. */
const IGNORED = 'DontCare';

/** KITTI's own values for what is not known. */
const UNKNOWN = {
  share: '-1',
  angle: '-10',
  dimensions: ['-1', '-1', '-1'],
  location: ['-1000', '-1000', '-1000'],
};

/**
 * KITTI's object labels: a text file for each image, a row for each object. Boxes are pixels, edges, written in
 * hundredths. What follows from the camera (alpha, location, rotation_y) cannot follow the image: for a box that moved
 * it is written as unknown. The dimensions in metres stay.
 */
export const kitti = defineFormat({
  name: 'kitti',
  files: { labels: '.txt' },
  placements: [
    {
      role: 'labels',
      folder: { image: /^image_(\d)$/, labels: 'label_$1', usual: ['image_2'] },
      ending: '.txt',
    },
    { role: 'labels', folder: besideImages('labels'), ending: '.txt' },
    { role: 'labels', ending: '.txt' },
  ],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false, unnamed: false },
  classesByIndex: false,

  recognises: (key, bytes) => headRows(key, bytes).some(({ columns }) => looksLikeRow(columns)),

  read: (input, context) => readRows(input, context, readRow),

  write(annotations, context) {
    const key = siblingOf(context.fileName, '.txt');
    const rows = annotations.objects.flatMap((object) => rowOf(object, context) ?? []);
    return [{ role: 'labels', key, bytes: new TextEncoder().encode(rows.map((row) => `${row}\n`).join('')) }];
  },
});

function readRow(row: TextRow): AnnotatedObject {
  const { name, columns } = splitRow(row.columns);
  const [left, top, right, bottom] = numbersOf(columns.slice(AT.box, AT.dimensions)) as [...Box];
  if (right <= left || bottom <= top)
    throw new BadLabel(`a box from ${left},${top} to ${right},${bottom} has no area`);
  const object: AnnotatedObject = {
    class: name,
    box: [left, top, right, bottom],
    ...(name === IGNORED ? { crowd: true } : {}),
  };
  return { ...object, extra: { kitti: { columns, digest: geometryDigest(object) } } };
}

function rowOf(object: AnnotatedObject, frame: LabelContext): string | undefined {
  const box = boxOf(object);
  if (!box) return undefined;
  const memory = memorySchema.safeParse(objectAt(object.extra, 'kitti')).data;
  const isMoved = memory?.digest !== geometryDigest(object);
  const columns = memory && !isMoved ? memory.columns : movedColumns(box, memory?.columns, frame);
  const name = memory ? object.class : object.class.trim().replace(/\s+/g, '_');
  return [name, ...columns].join(' ');
}

function movedColumns(box: Box, before: readonly string[] | undefined, frame: LabelContext): string[] {
  const dimensions = before?.slice(AT.dimensions, AT.location) ?? UNKNOWN.dimensions;
  const score = before?.slice(AT.rotation + 1) ?? [];
  return [
    truncated(box, before, frame),
    before?.[AT.occluded] ?? '0',
    UNKNOWN.angle,
    ...box.map((value) => value.toFixed(2)),
    ...dimensions,
    ...UNKNOWN.location,
    UNKNOWN.angle,
    ...score,
  ];
}

/** The share that lies outside is kept for a box of the size that it had; of a box cut at an edge it is not known. */
function truncated(box: Box, before: readonly string[] | undefined, { width, height }: LabelContext): string {
  const share = before?.[AT.truncated] ?? '0.00';
  const [x0, y0, x1, y1] = box;
  const reachesEdge = x0 <= 0 || y0 <= 0 || x1 >= width || y1 >= height;
  const sizeBefore = before && sizeOf(before.slice(AT.box, AT.dimensions).map(Number) as [...Box]);
  return reachesEdge && sizeBefore !== sizeOf(box) ? UNKNOWN.share : share;
}

/** Width and height, in hundredths, independent of quarter turns. */
function sizeOf([x0, y0, x1, y1]: Box): string {
  return [x1 - x0, y1 - y0]
    .map((side) => side.toFixed(2))
    .sort()
    .join('×');
}
