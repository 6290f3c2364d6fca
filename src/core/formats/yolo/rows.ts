import type { AnnotatedObject, Keypoint, Visibility } from '../../annotations/model.js';
import { identityAt, type ClassIdentity } from '../../annotations/class-identity.js';
import type { Point } from '../../geometry/types.js';
import type { LabelContext, LabelSchema } from '../format.js';
import { openRing } from '../shared/open-ring.js';
import { isNumber } from '../shared/text.js';
import { areConfidences, readVisibilities } from '../shared/visibility.js';

/** What the columns after the class mean. */
export type YoloTask = 'detect' | 'segment' | 'pose' | 'obb';

/** Ultralytics' tasks, as `task` in `data.yaml` names them. `classify` has no rows. */
export const TASKS = ['detect', 'segment', 'pose', 'obb', 'classify'] as const;

/** The kind of rows that the schema declares; undefined if it declares none that YOLO has. */
export function declaredTask({ task }: LabelSchema): YoloTask | undefined {
  const known = TASKS.find((name) => name === task);
  return known === 'classify' ? undefined : known;
}

/** Reads rows of one file. */
export interface RowReader {
  readonly task: YoloTask;
  readonly context: LabelContext;
  /** The declared keypoints, for pose rows. */
  readonly keypoints: NonNullable<LabelSchema['keypoints']> | undefined;
  /** True if the third number of a keypoint is no visibility. */
  readonly confidences: boolean;
}

/** The object of a row, or the reason why it is rejected. */
export type RowReading =
  { readonly object: AnnotatedObject; readonly warning?: string } | { readonly rejected: string };

/** Beyond these, coordinates are no fractions of the image. */
const POSSIBLE = { least: -1, most: 2 };
/** Beyond these, coordinates are read with a warning. Labels that reach slightly over the edge are common. */
const USUAL = { least: -0.1, most: 1.1 };

/** One row of numbers: class, then fractions of the image's width and height. */
export function readRow(columns: readonly string[], reader: RowReader): RowReading {
  const bad = columns.find((column) => !isNumber(column));
  if (bad !== undefined) return { rejected: `'${bad}' is not a number` };
  const [id, ...values] = columns.map(Number) as [number, ...number[]];
  const identity = classOf(id, reader.context.schema.classes);
  if (identity === undefined)
    return {
      rejected: `class ${id} is unknown: there are ${reader.context.schema.classes.length} classes, from 0`,
    };
  const shape = readShape(values, reader);
  if ('rejected' in shape) return shape;
  const fractions = coordinates(values, reader);
  if (fractions.some((value) => value < POSSIBLE.least || value > POSSIBLE.most))
    return { rejected: 'coordinates are not fractions of the image (are they pixels?)' };
  const far = fractions.some((value) => value < USUAL.least || value > USUAL.most);
  return {
    object: { ...identity, ...shape },
    ...(far ? { warning: 'coordinates lie far outside the image' } : {}),
  };
}

/** Without declared classes, the number is the name. */
function classOf(id: number, classes: readonly string[]): ClassIdentity | undefined {
  if (!Number.isInteger(id) || id < 0) return undefined;
  return classes.length === 0 ? { class: String(id) } : identityAt(id, classes);
}

type Shape = Pick<AnnotatedObject, 'box' | 'polygons' | 'orientedBox' | 'keypoints'>;

function readShape(values: readonly number[], reader: RowReader): Shape | { readonly rejected: string } {
  const { task, keypoints } = reader;
  const count = values.length;
  if (count === 4) return readBox(values, reader.context);
  if (task === 'pose' && keypoints) return readPose(values, reader, keypoints);
  if (task === 'pose')
    return { rejected: 'keypoints need `kpt_shape` in data.yaml, which gives their number' };
  const pairs = count >= 6 && count % 2 === 0;
  if (task === 'obb' && count === 8) {
    const [a, b, c, d] = toPoints(values, reader.context) as [Point, Point, Point, Point];
    return { orientedBox: [a, b, c, d] };
  }
  if (task !== 'obb' && pairs)
    return { polygons: [{ rings: [openRing(toPoints(values, reader.context)).ring] }] };
  const hint = count === 5 ? '; the confidence of a prediction, in the sixth column, is no label' : '';
  return { rejected: `${count + 1} columns: expected ${EXPECTED[task]}${hint}` };
}

const EXPECTED: Readonly<Record<YoloTask, string>> = {
  detect: '5 (a box), or 7, 9, … (a polygon)',
  segment: '5 (a box), or 7, 9, … (a polygon)',
  pose: '5 + the numbers of kpt_shape in data.yaml',
  obb: '9 (a class and four corners)',
};

function readBox(
  values: readonly number[],
  { width, height }: LabelContext,
): Shape | { readonly rejected: string } {
  const [x, y, w, h] = values as [number, number, number, number];
  if (w <= 0 || h <= 0) return { rejected: `a box of width ${w} and height ${h} has no area` };
  return { box: [(x - w / 2) * width, (y - h / 2) * height, (x + w / 2) * width, (y + h / 2) * height] };
}

/** What to say of a file with confidences: what is written are visibilities. */
export const CONFIDENCES =
  'the third numbers of keypoints are confidences: above 0 is visible, and the numbers are not kept';

/**
 * True if the keypoints of these rows have confidences in place of visibilities. One fraction among them shows it.
 * @param rows with their classes
 */
export function haveConfidences(
  rows: readonly (readonly number[])[],
  keypoints: LabelSchema['keypoints'],
): boolean {
  if (keypoints?.dimensions !== 3) return false;
  const length = 5 + keypoints.count * 3;
  const whole = rows.filter((row) => row.length === length);
  return areConfidences(whole.flatMap((row) => thirds(row.slice(5))));
}

function thirds(values: readonly number[]): number[] {
  return values.filter((_, i) => i % 3 === 2);
}

function readPose(
  values: readonly number[],
  { context, confidences }: RowReader,
  schema: NonNullable<LabelSchema['keypoints']>,
): Shape | { readonly rejected: string } {
  const { count, dimensions, names } = schema;
  const expected = 4 + count * dimensions;
  if (values.length !== expected)
    return { rejected: `${values.length + 1} columns: expected ${expected + 1} for ${count} keypoints` };
  const box = readBox(values, context);
  if ('rejected' in box) return box;
  const written = dimensions === 3 ? thirds(values.slice(4)) : [];
  const visibilities = readVisibilities(written, confidences);
  if (!visibilities)
    return {
      rejected: `visibilities ${written.join(', ')}: expected 0, 1 or 2, or confidences from 0 to 1`,
    };
  const keypoints = Array.from({ length: count }, (_, i): Keypoint => {
    const [x, y] = values.slice(4 + i * dimensions) as [number, number];
    const visibility = visibilities[i] ?? visibilityWithoutColumn(x, y);
    const name = names?.[i];
    return {
      ...{ x: x * context.width, y: y * context.height, visibility },
      ...(name === undefined ? {} : { name }),
    };
  });
  return { ...box, keypoints };
}

/** Two-column keypoints that are not labelled are written as 0 0, or negative. */
function visibilityWithoutColumn(x: number, y: number): Visibility {
  return x < 0 || y < 0 || (x === 0 && y === 0) ? 0 : 2;
}

/** The columns that are coordinates in the image: no sizes, no visibilities. */
function coordinates(values: readonly number[], { task, keypoints }: RowReader): readonly number[] {
  if (task !== 'pose' || !keypoints || values.length === 4) return values;
  return values.filter((_, i) => i < 4 || keypoints.dimensions === 2 || (i - 4) % 3 !== 2);
}

function toPoints(values: readonly number[], { width, height }: LabelContext): readonly Point[] {
  return Array.from({ length: values.length / 2 }, (_, i) => [
    values[2 * i]! * width,
    values[2 * i + 1]! * height,
  ]);
}
