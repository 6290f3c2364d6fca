import type { Annotations, AnnotatedObject } from '../../annotations/model.js';
import type { LabelContext, LabelFile, LabelFormat, LabelProblem, LabelSchema } from '../format.js';
import { nameOf } from '../../keys.js';
import { isDataYaml, YOLO_NAMES, yoloDataset } from './dataset.js';
import { CONFIDENCES, declaredTask, haveConfidences, readRow } from './rows.js';
import type { RowReader } from './rows.js';
import { besideImages } from '../shared/image-folder.js';
import { headText, readText, siblingOf } from '../shared/text.js';
import { taskOfDataset, taskOfObjects, unwritableRows, writeRow } from './write.js';

interface Row {
  readonly line: number;
  readonly columns: readonly string[];
}

/**
 * YOLO's text files. Each object has a row: its class, and fractions of the image's width and height. The fractions are
 * centre and size (detect), a polygon (segment), a box and keypoints (pose), or four corners (obb).
 *
 * Numbers are written with six decimals. Crowds, label maps and objects without an extent have no row.
 */
export const yolo: LabelFormat = {
  name: 'yolo',
  files: { labels: '.txt' },
  placements: [
    { role: 'labels', folder: besideImages('labels'), ending: '.txt' },
    { role: 'labels', ending: '.txt' },
  ],
  holds: { boxes: true, polygons: true, keypoints: 'declared', labelMaps: false },
  classesByIndex: true,
  imageLists: /(^|\/)(train|val|valid|test|trainval)\.txt$/i,
  chooseTask: taskOfDataset,
  dataset: yoloDataset,

  recognises(key, bytes) {
    if (isDataYaml(key, bytes)) return true;
    if (!key.toLowerCase().endsWith('.txt') || YOLO_NAMES.includes(nameOf(key).toLowerCase())) return false;
    const beginning = headText(bytes, 400);
    const firstRow = beginning.split(/\r?\n/).find((line) => line.trim() !== '');
    return firstRow === undefined
      ? bytes.length <= 400
      : /^\s*\d+(\.0+)?([ \t]+[-+.\deinfa]+){4,}\s*$/i.test(whole(firstRow));
  },

  read(input, context) {
    const { width, height } = context;
    const files = 'labels' in input ? [] : input.filter(({ role }) => role === 'labels');
    const readings = files.map((file) => readFile(file, context));
    return {
      annotations: {
        width,
        height,
        objects: readings.flatMap(({ objects }) => objects),
        labelMaps: [],
        tags: [],
      },
      problems: readings.flatMap(({ problems }) => problems),
    };
  },

  unwritable: unwritableRows,

  write(annotations: Annotations, context) {
    const key = siblingOf(context.fileName, '.txt');
    const task = taskOfObjects(annotations.objects, context.schema);
    const rows = annotations.objects.flatMap((object) => writeRow(object, task, context, key) ?? []);
    return [{ role: 'labels', key, bytes: new TextEncoder().encode(rows.map((row) => `${row}\n`).join('')) }];
  },
};

/** The whole numbers in a beginning that may end within a row. */
function whole(row: string): string {
  return row.length < 390 ? row : row.slice(0, row.lastIndexOf(' '));
}

function readFile(file: LabelFile, context: LabelContext) {
  const rows: readonly Row[] = readText(file.key, file.bytes)
    .split(/\r\n|\n|\r/)
    .map((text, index) => ({ line: index + 1, columns: text.trim().split(/\s+/) }))
    .filter(({ columns }) => columns[0] !== '');
  const reader = readerFor(rows, context);
  const objects: AnnotatedObject[] = [];
  const problems: LabelProblem[] = [];
  const remark = (line: number, severity: LabelProblem['severity'], reason: string) =>
    problems.push({ file: file.key, line, reason, severity });
  for (const { line, columns } of rows) {
    const reading = readRow(columns, reader);
    if ('rejected' in reading) {
      remark(line, 'rejected', reading.rejected);
      continue;
    }
    if (reading.warning !== undefined) remark(line, 'warning', reading.warning);
    objects.push(reading.object);
  }
  if (reader.confidences) remark(rows[0]!.line, 'warning', CONFIDENCES);
  if (isAmbiguous(rows, context.schema))
    remark(
      rows[0]!.line,
      'warning',
      'read as polygons of four points; for oriented boxes add `task: obb` to data.yaml',
    );
  const mixed = reader.task === 'pose' ? undefined : boxAmongOutlines(rows);
  if (mixed) remark(mixed.line, 'warning', MIXED);
  return { objects, problems };
}

const MIXED =
  'a box among polygons: Ultralytics refuses an image with such a file, or misreads the box; as YOLO, variants have the corners of the box, and copied originals keep the file';

function boxAmongOutlines(rows: readonly Row[]): Row | undefined {
  const hasOutlines = rows.some(({ columns }) => columns.length > 6);
  return hasOutlines ? rows.find(({ columns }) => columns.length === 5) : undefined;
}

/** Nine columns in every row can be polygons or oriented boxes, and nothing in the file shows which. */
function isAmbiguous(rows: readonly Row[], { task, keypoints }: LabelSchema): boolean {
  return !task && !keypoints && rows.length > 0 && rows.every(({ columns }) => columns.length === 9);
}

/** The schema decides. If it declares no task, rows that can only be a box and (x, y, visibility) triples are poses. */
function readerFor(rows: readonly Row[], context: LabelContext): RowReader {
  const { keypoints: declared } = context.schema;
  const named = declaredTask(context.schema);
  const isPose = named === 'pose' || (named === undefined && declared !== undefined);
  const counted = named === undefined || named === 'pose' ? keypointsByCount(rows) : undefined;
  const keypoints = isPose ? (declared ?? counted) : counted;
  const task = isPose || counted ? 'pose' : (named ?? 'segment');
  const numbers = task === 'pose' ? rows.map(({ columns }) => columns.map(Number)) : [];
  return { task, context, keypoints, confidences: haveConfidences(numbers, keypoints) };
}

function keypointsByCount(rows: readonly Row[]): LabelSchema['keypoints'] {
  const count = rows[0]?.columns.length ?? 0;
  const fits = count >= 8 && count % 2 === 0 && (count - 5) % 3 === 0;
  if (!fits || rows.some(({ columns }) => columns.length !== count)) return undefined;
  return { count: (count - 5) / 3, dimensions: 3 };
}
