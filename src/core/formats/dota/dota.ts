import * as z from 'zod';
import { boxCorners, lineLength } from '../../geometry/shapes.js';
import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import { defineFormat } from '../format.js';
import type { LabelFile, LabelProblem } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { besideImages } from '../shared/image-folder.js';
import { objectAt } from '../shared/json-file.js';
import { boxOf } from '../shared/shapes.js';
import { readText, siblingOf } from '../shared/text.js';
import { headRows, readRows, textRows } from '../shared/text-rows.js';
import { isHeader, looksLikeRow, splitRow } from './rows.js';

const headerSchema = z.object({ header: z.array(z.string()) });

/** What a row had besides its class, and the digest of its corners. */
const memorySchema = z.object({
  coordinates: z.array(z.string()),
  difficulty: z.string().optional(),
  digest: z.string(),
});
type Memory = z.infer<typeof memorySchema>;

/**
 * DOTA's text files, which Roboflow calls YOLO OBB: a file for each image, a row for each object with its four corners in
 * pixels, its class, and whether it is difficult. Corners are written in hundredths. Header lines are kept; the ground
 * sampling distance becomes `null`, which DOTA has for unknown, if an object changed its size.
 */
export const dota = defineFormat({
  name: 'dota',
  files: { labels: '.txt' },
  placements: [
    { role: 'labels', folder: besideImages('labelTxt'), ending: '.txt' },
    { role: 'labels', folder: besideImages('annfiles'), ending: '.txt' },
    { role: 'labels', folder: besideImages('labels'), ending: '.txt' },
    { role: 'labels', ending: '.txt' },
  ],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false, unnamed: false },
  classesByIndex: false,

  recognises(key, bytes) {
    const rows = headRows(key, bytes);
    return rows.some(({ text, columns }) => isHeader(text) || looksLikeRow(columns));
  },

  read(input, context) {
    const files = 'labels' in input ? [] : input.filter(({ role }) => role === 'labels');
    const isRow = ({ text }: { readonly text: string }) => !isHeader(text);
    const { annotations, problems } = readRows(input, context, readRow, isRow);
    const header = files.flatMap(headerOf);
    const doubts = files.flatMap(({ key }) => mixedProblems(key, annotations.objects));
    return {
      annotations: { ...annotations, ...(header.length > 0 ? { extra: { dota: { header } } } : {}) },
      problems: [...problems, ...doubts],
    };
  },

  write(annotations, context) {
    const key = siblingOf(context.fileName, '.txt');
    const rows = annotations.objects.flatMap((object) => rowOf(object) ?? []);
    const text = [...headerFor(annotations), ...rows].map((row) => `${row}\n`).join('');
    return [{ role: 'labels', key, bytes: new TextEncoder().encode(text) }];
  },
});

function headerOf({ key, bytes }: LabelFile): string[] {
  return textRows(readText(key, bytes)).flatMap(({ text }) => (isHeader(text) ? [text] : []));
}

function headerFor({ extra, objects }: Annotations): readonly string[] {
  const header = headerSchema.safeParse(objectAt(extra, 'dota')).data?.header ?? [];
  if (!objects.some(isScaled)) return header;
  return header.map((line) => line.replace(/^(gsd\s*:).*/i, '$1null'));
}

function readRow({ columns }: { readonly columns: readonly string[] }): AnnotatedObject {
  const { name, corners, ...rest } = splitRow(columns);
  const object: AnnotatedObject = { class: name, orientedBox: corners };
  return { ...object, extra: { dota: { ...rest, digest: geometryDigest(object) } } };
}

/** Where rows have no difficulty, the digit at the end of another row may belong to its class. */
function mixedProblems(file: string, objects: readonly AnnotatedObject[]): LabelProblem[] {
  const rated = objects.filter((object) => memoryOf(object)?.difficulty !== undefined);
  const others = objects.length - rated.length;
  const [first] = rated;
  if (!first || others === 0) return [];
  const reason = `${others} of ${objects.length} rows have no difficulty; the digit behind '${first.class}' is read as one`;
  return [{ file, reason, severity: 'warning' }];
}

function memoryOf({ extra }: AnnotatedObject): Memory | undefined {
  return memorySchema.safeParse(objectAt(extra, 'dota')).data;
}

function rowOf(object: AnnotatedObject): string | undefined {
  const memory = memoryOf(object);
  const corners = cornersOf(object);
  if (!corners) return undefined;
  const isMoved = memory?.digest !== geometryDigest(object);
  const coordinates = memory && !isMoved ? memory.coordinates : clockwise(corners).flat().map(hundredths);
  const name = memory ? object.class : object.class.trim().replace(/\s+/g, '-');
  const difficulty = memory ? memory.difficulty : '0';
  return [...coordinates, name, ...(difficulty === undefined ? [] : [difficulty])].join(' ');
}

function cornersOf(object: AnnotatedObject): readonly Point[] | undefined {
  if (object.orientedBox) return object.orientedBox;
  const [polygon, ...others] = object.polygons ?? [];
  const isQuadrilateral =
    others.length === 0 && polygon?.rings.length === 1 && polygon.rings[0]!.length === 4;
  if (isQuadrilateral && !object.bitmap) return polygon.rings[0];
  const box = boxOf(object);
  return box && boxCorners(box);
}

/** DOTA lists corners clockwise. A mirrored object keeps its first one. */
function clockwise(corners: readonly Point[]): readonly Point[] {
  const turns = corners.map(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length]!;
    return x0 * y1 - x1 * y0;
  });
  const isClockwise = turns.reduce((total, turn) => total + turn, 0) >= 0;
  return isClockwise ? corners : [corners[0]!, ...corners.slice(1).reverse()];
}

function isScaled(object: AnnotatedObject): boolean {
  const coordinates = memoryOf(object)?.coordinates.map(Number);
  if (!coordinates || !object.orientedBox) return false;
  const before = Array.from({ length: 4 }, (_, i): Point => [coordinates[2 * i]!, coordinates[2 * i + 1]!]);
  return Math.abs(girth(object.orientedBox) / girth(before) - 1) > 1e-3;
}

function girth(corners: readonly Point[]): number {
  return lineLength([...corners, corners[0]!]);
}

function hundredths(value: number): string {
  return String(Math.round(value * 100) / 100);
}
