import { LabelError } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import type { DatasetPart, DatasetReading, LabelContext, LabelProblem, LabelReading } from '../format.js';
import { BadLabel, isObject } from '../shared/json-file.js';
import { numberOf } from '../shared/numbers-as-text.js';
import { readEach } from '../shared/read-each.js';
import { readText } from '../shared/text.js';
import { CONFIDENCES, haveConfidences, readRow } from '../yolo/rows.js';
import {
  classesOf,
  headSchema,
  imageSchema,
  isSplit,
  keypointsOf,
  taskOfList,
  type Head,
  type HeadMemory,
  type NdjsonPart,
} from './model.js';

interface Line {
  readonly line: number;
  readonly value: JsonObject;
}

/**
 * One part for each line about an image.
 * @throws LabelError if the first line does not describe a data set of labels
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const problems: LabelProblem[] = [];
  const reject = (line: number, reason: string) =>
    problems.push({ file: key, line, reason, severity: 'rejected' });
  const [first, ...records] = linesOf(readText(key, bytes), reject);
  const head = headOf(key, first);
  const parts = records.flatMap(({ line, value }): DatasetPart[] => {
    const image = imageSchema.safeParse(value).data;
    if (!image) {
      reject(line, 'this describes no image: expected "file", and "annotations" with lists of rows');
      return [];
    }
    const labels: NdjsonPart = {
      ...{ file: key, line, record: unusual(value) },
      annotations: (image.annotations ?? {}) as NdjsonPart['annotations'],
    };
    return [
      {
        image: placeOf(image.file, image.split),
        labels: labels as unknown as Json,
        ...(isSplit(image.split) ? { split: image.split } : {}),
      },
    ];
  });
  const isWhole = records.some(
    ({ value }) => typeof value['file'] === 'string' && value['file'].includes('/'),
  );
  return {
    schema: schemaOf(head, first!.value, parts, isWhole),
    parts,
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** A bare name is unique within its split only; its own reader looks for it in `images/` and the split. */
function placeOf(file: string, split: unknown): string {
  return isSplit(split) && !file.includes('/') ? `images/${split}/${file}` : file;
}

/** Members that are written anew. An address leads to the image of the input. */
const USUAL = ['type', 'file', 'url', 'hash', 'width', 'height', 'split', 'annotations'];

function unusual(record: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !USUAL.includes(name)));
}

function linesOf(text: string, reject: (line: number, reason: string) => void): readonly Line[] {
  return text.split(/\r?\n/).flatMap((json, i): Line[] => {
    if (json.trim() === '') return [];
    const value = parse(json);
    if (isObject(value)) return [{ line: i + 1, value }];
    reject(i + 1, 'this line is no JSON object');
    return [];
  });
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function headOf(key: string, first: Line | undefined): Head {
  const head = headSchema.safeParse(first?.value);
  if (!first || !head.success) {
    const where = head.error?.issues[0]?.path.join('.') ?? '';
    throw new LabelError({ file: key, line: 1 }, `this does not describe a data set${where && `: ${where}`}`);
  }
  if (head.data.task === 'depth')
    throw new LabelError({ file: key, line: first.line }, 'data sets of the task depth are not read');
  return head.data;
}

/** Addresses lead to the images of the input, and the sizes and hashes of the file to their bytes. */
function schemaOf(
  head: Head,
  first: JsonObject,
  parts: readonly DatasetPart[],
  whole: boolean,
): DatasetReading['schema'] {
  const { url: _url, bytes: _bytes, hash: _hash, ...kept } = first;
  const memory: HeadMemory = { head: kept, whole };
  const lists = parts.map(({ labels }) => (labels as unknown as NdjsonPart).annotations);
  const rows = lists.flatMap((annotations) => Object.values(annotations).flat());
  const ids = rows.flatMap((row) => (Array.isArray(row) ? [row[0] as Json] : [row]));
  const largest = ids.reduce<number>(
    (most, id) => (Number.isInteger(numberOf(id)) ? Math.max(most, Number(id)) : most),
    -1,
  );
  const keypoints = keypointsOf(
    head,
    lists.flatMap(({ pose = [] }) => pose),
  );
  return {
    classes: classesOf(head, largest),
    ...(keypoints ? { keypoints } : {}),
    ...(head.task === undefined ? {} : { task: head.task }),
    extra: { ndjson: memory as unknown as Json },
  };
}

/** As its own reader does, this takes the first list of an image. */
export function readPart({ labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, line, record, annotations } = labels as unknown as NdjsonPart;
  const { classification = [], ...lists } = annotations;
  const [[list, rows] = ['boxes', []], ...others] = Object.entries(lists);
  const task = taskOfList(list);
  const warn = (reason: string): LabelProblem => ({ file, line, reason, severity: 'warning' });
  const { keypoints } = context.schema;
  const confidences = task === 'pose' && haveConfidences(numbersOf(rows), keypoints);
  const { objects, problems } = readEach(
    rows,
    (row) => {
      if (!task) throw new BadLabel(`lists of this name are not known`);
      const reading = readRow(columnsOf(row), { task, context, keypoints, confidences });
      if ('rejected' in reading) throw new BadLabel(reading.rejected);
      return reading.object;
    },
    (at) => ({ file, line, name: `${list}[${at}]` }),
  );
  return {
    annotations: {
      ...{ width: context.width, height: context.height, objects, labelMaps: [] },
      tags: classification.flatMap((id) => context.schema.classes[Number(id)] ?? []),
      extra: { ndjson: classification.length > 0 ? { record, classification } : { record } },
    },
    problems: [
      ...problems,
      ...(confidences ? [warn(CONFIDENCES)] : []),
      ...others.map(([name]) => warn(`${name} is left out: an image has one list, and ${list} comes first`)),
    ],
  };
}

/** The rows that are lists, with numbers alone. */
function numbersOf(rows: readonly Json[]): readonly (readonly number[])[] {
  const lists = rows.filter((row) => Array.isArray(row)) as readonly (readonly Json[])[];
  return lists.map((row) => row.map((value) => numberOf(value) ?? NaN));
}

function columnsOf(row: Json): readonly string[] {
  if (!Array.isArray(row)) throw new BadLabel('expected a list of numbers');
  return row.map((value: Json) => String(numberOf(value) ?? JSON.stringify(value)));
}
