import { positionOf } from '../../annotations/class-identity.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Json, JsonObject } from '../../json.js';
import type { DatasetEntry, WrittenSchema } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { boxOf } from '../shared/shapes.js';
import {
  classColumnOf,
  columnOf,
  imageMemoryOf,
  objectMemoryOf,
  UNMOVED_COLUMNS,
  type Columns,
  type ObjectsStyle,
} from './model.js';

export const FRESH_STYLE: ObjectsStyle = { kind: 'columns', columns: ['bbox', 'categories'] };

/** The number by which a file calls a class; undefined if it has no number. */
type NumberOf = (object: AnnotatedObject) => number | undefined;

/** @param names those of the numbers that the input's file had, by a card */
export function numbering({ classes, origins }: WrittenSchema, names: readonly string[]): NumberOf {
  return (object) => {
    const position = positionOf(object, classes);
    const number = origins ? origins[position] : position;
    return number !== undefined && number >= 0 && number < names.length ? number : undefined;
  };
}

/**
 * The line of an image: its own columns, with the new name and objects. An image whose line had no objects, and that has
 * none, gets none.
 */
export function lineOf(
  { image, annotations }: DatasetEntry,
  usual: ObjectsStyle,
  numberOf: NumberOf,
): Columns {
  const memory = imageMemoryOf(annotations.extra);
  const style = memory?.style ?? usual;
  const values = annotations.objects
    .map((object) => valuesOf(object, style, numberOf))
    .filter((row) => row !== undefined);
  const hasObjects = memory?.style !== undefined || values.length > 0 || !memory;
  const objects = hasObjects ? inStyle(values, style) : null;
  const columns = memory?.columns ?? [];
  const named = columns.map(([name, value]): [string, Json] => {
    if (name === 'file_name') return [name, image];
    return [name, name === 'objects' ? objects : value];
  });
  const added: [string, Json][] = [];
  if (!named.some(([name]) => name === 'file_name')) added.push(['file_name', image]);
  const needsObjects = !named.some(([name]) => name === 'objects') && objects !== null;
  return [...added, ...named, ...(needsObjects ? [['objects', objects] as const] : [])];
}

/** The values of one object in the order of the columns; undefined if it has no extent. */
function valuesOf(
  object: AnnotatedObject,
  { columns }: ObjectsStyle,
  numberOf: NumberOf,
): Json[] | undefined {
  const box = boxOf(object);
  if (!box) return undefined;
  const memory = objectMemoryOf(object.extra);
  const moved = memory?.digest !== geometryDigest(object);
  const [x, y, width, height] = [box[0], box[1], box[2] - box[0], box[3] - box[1]].map(rounded);
  const classColumn = classColumnOf(columns);
  return columns.map((name): Json => {
    const known = memory && columnOf(memory.columns, name);
    if (name === classColumn) return classValue(object, known, numberOf);
    if (!moved) return known ?? null;
    if (name === 'bbox') return [x!, y!, width!, height!];
    if (name === 'area') return rounded(width! * height!);
    return UNMOVED_COLUMNS.includes(name) ? null : (known ?? null);
  });
}

/** A class that was a number stays one, as long as it is not renamed to a word that no card has. */
function classValue(object: AnnotatedObject, known: Json | undefined, numberOf: NumberOf): Json {
  const { class: name } = object;
  if (typeof known !== 'number') return name;
  return numberOf(object) ?? (String(Number(name)) === name ? Number(name) : name);
}

function inStyle(values: readonly (readonly Json[])[], { kind, columns }: ObjectsStyle): Json {
  const objectOf = (of: (column: number) => Json): JsonObject =>
    Object.fromEntries(columns.map((name, i) => [name, of(i)]));
  if (kind === 'list') return values.map((row) => objectOf((i) => row[i] ?? null));
  return objectOf((i) => values.map((row) => row[i] ?? null));
}

/** Hundredths, as annotation tools write. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
