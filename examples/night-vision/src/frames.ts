import * as z from 'zod';
import { boxOf, defineFormat, LabelError } from 'augment-on-demand';
import type {
  AnnotatedObject,
  DatasetEntries,
  DatasetPart,
  LabelContext,
  LabelProblem,
  LabelReading,
} from 'augment-on-demand';

const NAME = '_frames.csv';
const COLUMNS = ['frame', 'width', 'height', 'object', 'xmin', 'ymin', 'xmax', 'ymax'] as const;

const rowSchema = z.record(z.enum(COLUMNS), z.string());
type Row = z.infer<typeof rowSchema>;

/** The rows of one image, as the data-set file has them. */
const partSchema = z.object({
  file: z.string(),
  rows: z.array(z.object({ line: z.number(), row: rowSchema })),
});

/**
 * The CSV file of a camera for the night: `_frames.csv` in each folder of images, a row for each box. Coordinates are pixels counted from edges, written in hundredths. An image without objects has no row.
 */
export const frames = defineFormat({
  name: 'frames',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false },
  classesByIndex: false,
  dataset: {
    find: { names: [NAME] },
    holdsLabels: true,
    read: readFile,
    write: (_schema, entries) => textOf(entries),
    create: async (_schema, entries) =>
      (await foldersOf(entries)).map((folder) => ({
        key: folder + NAME,
        text: textOf(entries, folder),
      })),
  },
  recognises: (key) => key.toLowerCase().endsWith(NAME),
  read: (input, context) => ('labels' in input ? readPart(input, context) : readingOf([], [], context)),
  write: () => [],
});

function readFile(key: string, bytes: Uint8Array) {
  const [header, ...lines] = new TextDecoder().decode(bytes).split(/\r?\n/);
  const names = cellsOf(header ?? '');
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new LabelError({ file: key, line: 1 }, `the header has no column ${missing.join(', ')}`);
  const parts = new Map<string, { line: number; row: Row }[]>();
  const classes = new Set<string>();
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const cells = cellsOf(text);
    const valueOf = (column: string) => cells[names.indexOf(column)] ?? '';
    const row = rowSchema.parse(Object.fromEntries(COLUMNS.map((column) => [column, valueOf(column)])));
    const rows = parts.get(row.frame) ?? [];
    parts.set(row.frame, [...rows, { line: index + 2, row }]);
    classes.add(row.object);
  }
  return {
    schema: { classes: [...classes] },
    parts: [...parts].map(([image, rows]) => ({ image, labels: { file: key, rows } })),
  };
}

/** The cells of a line: bare, or in double quotes, inside which two stand for one. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  );
}

function readPart({ labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, rows } = partSchema.parse(labels);
  const objects: AnnotatedObject[] = [];
  const problems: LabelProblem[] = [];
  for (const { line, row } of rows) {
    const [x0, y0, x1, y1] = [row.xmin, row.ymin, row.xmax, row.ymax].map(numberOf) as Corners;
    if (x1 > x0 && y1 > y0) objects.push({ class: row.object, box: [x0, y0, x1, y1] });
    else problems.push({ file, line, reason: 'this is no box', severity: 'rejected' });
  }
  return readingOf(objects, problems, context);
}

type Corners = [number, number, number, number];

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

function readingOf(
  objects: readonly AnnotatedObject[],
  problems: readonly LabelProblem[],
  { width, height }: LabelContext,
): LabelReading {
  return { annotations: { width, height, objects, labelMaps: [], tags: [] }, problems };
}

async function foldersOf(entries: DatasetEntries): Promise<string[]> {
  const folders = new Set<string>();
  for await (const { image } of entries) folders.add(folderOf(image));
  return [...folders];
}

function folderOf(image: string): string {
  return image.slice(0, image.lastIndexOf('/') + 1);
}

/** The rows of one image after the other, as a data set may be too large for one string. */
async function* textOf(entries: DatasetEntries, folder?: string): AsyncGenerator<string> {
  yield rowFrom(COLUMNS);
  for await (const { image, annotations } of entries) {
    if (folder !== undefined && folderOf(image) !== folder) continue;
    const { width, height, objects } = annotations;
    for (const object of objects) {
      const box = boxOf(object)?.map((value) => Math.round(value * 100) / 100);
      const name = image.slice((folder ?? '').length);
      if (box) yield rowFrom([name, width, height, object.class, ...box]);
    }
  }
}

function rowFrom(cells: readonly (string | number)[]): string {
  return `${cells.map(cellFrom).join(',')}\n`;
}

function cellFrom(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
