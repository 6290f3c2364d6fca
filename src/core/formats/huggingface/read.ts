import { identityAt } from '../../annotations/class-identity.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box } from '../../geometry/types.js';
import type { Json, JsonObject } from '../../json.js';
import type { DatasetPart, LabelContext, LabelProblem, LabelReading } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, isObject } from '../shared/json-file.js';
import { numberOf } from '../shared/numbers-as-text.js';
import {
  classColumnOf,
  columnOf,
  columnsOf,
  fileMemoryOf,
  partSchema,
  UNMOVED_COLUMNS,
  type Columns,
  type ObjectsStyle,
} from './model.js';

/** The objects of one image, and all other columns of its line. */
export function readPart({ labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, columns } = partSchema.parse(labels);
  const name = JSON.stringify(columnOf(columns, 'file_name'));
  const problems: LabelProblem[] = [];
  const remark = (severity: LabelProblem['severity'], reason: string) =>
    problems.push({ file, reason: `${name}: ${reason}`, severity });
  const names = fileMemoryOf(context.schema.extra)?.names ?? [];
  const objects: AnnotatedObject[] = [];
  const { style, rows } = unlessBad(() => rowsOf(columnOf(columns, 'objects')), remark) ?? { rows: [] };
  rows.forEach((row, i) => {
    const object = unlessBad(
      () => readObject(row, names),
      (severity, reason) => remark(severity, `object ${i + 1}: ${reason}`),
    );
    if (!object) return;
    objects.push(object);
    const doubt = doubtOf(object.box!, context);
    if (doubt) remark('warning', `object ${i + 1}: ${doubt}`);
  });
  const unmoved = style?.columns.filter((column) => UNMOVED_COLUMNS.includes(column)) ?? [];
  if (unmoved.length > 0 && objects.length > 0)
    remark('warning', `objects.${unmoved.join(', ')} is not moved: it is left out where a box moves`);
  const kept = columns.map(([column, value]) => [column, column === 'objects' ? null : value] as const);
  const { width, height } = context;
  return {
    annotations: {
      ...{ width, height, objects, labelMaps: [], tags: [] },
      extra: { huggingface: { columns: kept, ...(style ? { style } : {}) } },
    },
    problems,
  };
}

function unlessBad<Type>(
  read: () => Type,
  remark: (severity: LabelProblem['severity'], reason: string) => void,
): Type | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadLabel)) throw error;
    remark('rejected', error.message);
    return undefined;
  }
}

/**
 * The rows of `objects`: an object of lists, or a list of objects.
 * @throws BadLabel if it is something else, or its lists have different lengths
 */
export function rowsOf(objects: Json | undefined): { rows: readonly Columns[]; style?: ObjectsStyle } {
  const value = typeof objects === 'string' ? parsed(objects) : objects;
  if (value === null || value === undefined) return { rows: [] };
  if (isList(value)) {
    if (!value.every(isObject)) throw new BadLabel('objects: expected a list of objects');
    const names = new Set(value.flatMap((entry) => Object.keys(entry)));
    return { rows: value.map(columnsOf), style: { kind: 'list', columns: [...names] } };
  }
  if (!isObject(value)) throw new BadLabel('objects: expected lists of the same length, {"bbox": […], …}');
  return { rows: rowsOfLists(value), style: { kind: 'columns', columns: Object.keys(value) } };
}

function rowsOfLists(lists: JsonObject): Columns[] {
  const columns = columnsOf(lists);
  const length = columns.map(([, list]) => list).find(isList)?.length ?? 0;
  const isWhole = (list: Json) => (isList(list) ? list.length === length : list === null && length === 0);
  const bad = columns.find(([, list]) => !isWhole(list));
  if (bad)
    throw new BadLabel(`objects.${bad[0]}: expected a list of ${length} values, as the first list has`);
  return Array.from({ length }, (_, i) =>
    columns.map(([name, list]) => [name, (list as readonly Json[])[i] ?? null] as const),
  );
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A cell of a CSV file. */
function parsed(text: string): Json {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new BadLabel('objects: this cell is not JSON');
  }
}

function readObject(row: Columns, names: readonly string[]): AnnotatedObject {
  const column = classColumnOf(row.map(([name]) => name));
  const name = column === undefined ? undefined : columnOf(row, column);
  if (typeof name !== 'string' && typeof name !== 'number')
    throw new BadLabel('it has no category (a name or a number)');
  const named = typeof name === 'number' ? identityAt(name, names) : undefined;
  const object: AnnotatedObject = {
    ...(named ?? { class: String(name) }),
    box: boxOfList(columnOf(row, 'bbox')),
  };
  const memory = { columns: row, digest: geometryDigest(object) };
  return { ...object, extra: { huggingface: memory } };
}

function boxOfList(value: Json | undefined): Box {
  const numbers = isList(value) ? value.flatMap((side) => numberOf(side) ?? []) : [];
  const [x, y, width, height] = numbers;
  if (numbers.length !== 4 || height === undefined)
    throw new BadLabel('bbox: expected four numbers, [x, y, width, height]');
  if (width! <= 0 || height <= 0) throw new BadLabel(`bbox: its size is ${width!}×${height}`);
  return [x!, y!, x! + width!, y! + height];
}

/** The column's meaning is a convention. Other meanings give boxes that end outside, or within one pixel. */
function doubtOf([x0, y0, x1, y1]: Box, { width, height }: LabelContext): string | undefined {
  const isFraction = x1 <= 1 && y1 <= 1;
  const isOutside = x1 > width + 1 || y1 > height + 1 || x0 < -1 || y0 < -1;
  if (!isFraction && !isOutside) return undefined;
  const meaning = 'bbox is read as x, y, width, height in pixels';
  return isFraction
    ? `the box lies within one pixel; ${meaning}`
    : `the box ends outside the image; ${meaning}`;
}
