import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { DatasetEntry } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { boxOf } from '../shared/shapes.js';
import { imageMemoryOf, objectMemoryOf, rolesOfFile, SIDES, type FileMemory, type Role } from './model.js';
import { imageId, movedCells } from './open-images.js';

/**
 * A row for each box. An image without objects has one where its file has such rows: keras-retinanet's always, others if
 * the input's file had one for it.
 */
export function rowsOfBoxes(entry: DatasetEntry, memory: FileMemory): string[][] {
  const { annotations } = entry;
  const rows = annotations.objects.flatMap((object) => {
    const box = boxOf(object);
    return box ? [boxRow(entry, object, box, memory)] : [];
  });
  const isListed = memory.kind === 'bare' || imageMemoryOf(annotations.extra);
  return rows.length === 0 && isListed ? [rowWith(imageValues(entry, memory), [], memory)] : rows;
}

function imageValues({ image, annotations: { width, height } }: DatasetEntry, { kind }: FileMemory) {
  const name = kind === 'openimages' ? imageId(image) : image;
  return { image: name, width: String(width), height: String(height) };
}

function boxRow(entry: DatasetEntry, object: AnnotatedObject, box: Box, memory: FileMemory): string[] {
  const known = objectMemoryOf(object.extra);
  const isUnmoved = known?.digest === geometryDigest(object);
  const sides = isUnmoved
    ? {}
    : Object.fromEntries(sidesOf(box, memory, entry).map((side, i) => [SIDES[i]!, side]));
  const isNamed = known?.named === object.class;
  const values = { ...imageValues(entry, memory), ...(isNamed ? {} : { class: object.class }), ...sides };
  const cells = known?.cells ?? [];
  return rowWith(values, isUnmoved ? cells : movedCells(memory.header, cells, object), memory);
}

/** Cells of the input's row, but for those that have a value. */
function rowWith(
  values: Readonly<Partial<Record<Role, string>>>,
  cells: readonly string[],
  memory: FileMemory,
): string[] {
  return rolesOfFile(memory).map((role, column) => (role && values[role]) ?? cells[column] ?? '');
}

/**
 * Hundredths; whole pixels in a file that has nothing else, as its readers may take no others. Open Images has fractions
 * with six decimals.
 */
function sidesOf(box: Box, { whole, kind }: FileMemory, { annotations }: DatasetEntry): readonly string[] {
  const { width, height } = annotations;
  if (kind === 'openimages') return box.map((side, i) => (side / (i % 2 === 0 ? width : height)).toFixed(6));
  if (!whole) return box.map((side) => String(Math.round(side * 100) / 100));
  const [x0, y0, x1, y1] = [Math.round(box[0]), Math.round(box[1]), Math.round(box[2]), Math.round(box[3])];
  return [x0, y0, Math.max(x1, x0 + 1), Math.max(y1, y0 + 1)].map(String);
}

/** The image's row in a file of classes. */
export function classRow(
  { image, annotations: { tags } }: DatasetEntry,
  classes: readonly string[],
): string[] {
  return [image, ...classes.map((name) => (tags.includes(name) ? '1' : '0'))];
}
