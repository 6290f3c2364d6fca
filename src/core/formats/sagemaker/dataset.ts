import type {
  DatasetEntries,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { inSplit, splitsIn } from '../shared/entries.js';
import { readJsonLines } from '../shared/json-lines.js';
import { boxesSchema, boxJobsOf, boxSchema, columnOf, columnsOf, metadataOf, SOURCE } from './model.js';
import { lineOf } from './write.js';

/**
 * Cuts the manifest into one part for each line.
 * @throws LabelError if it has no lines of JSON
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const { lines, problems } = readJsonLines(key, bytes);
  const parts: DatasetPart[] = [];
  const unnamed: LabelProblem[] = [];
  const classes = new Map<string, number>();
  for (const { line, value } of lines) {
    const columns = columnsOf(value);
    const image = columnOf(columns, SOURCE);
    if (typeof image !== 'string' || image === '') {
      unnamed.push({ file: key, line, reason: `a line without ${SOURCE}`, severity: 'rejected' });
      continue;
    }
    parts.push({ image, labels: { file: key, columns } });
    for (const job of boxJobsOf(columns)) {
      const { 'class-map': map = {} } = metadataOf(columns, job);
      for (const [id, name] of Object.entries(map)) classes.set(name, Number(id));
      for (const entry of boxesSchema.parse(columnOf(columns, job)).annotations) {
        const id = boxSchema.safeParse(entry).data?.class_id;
        if (id !== undefined && !(String(id) in map)) classes.set(String(id), id);
      }
    }
  }
  const ordered = [...classes].sort(([a, i], [b, j]) => i - j || (a < b ? -1 : 1)).map(([name]) => name);
  const all = [...problems, ...unnamed];
  return { schema: { classes: ordered }, parts, ...(all.length > 0 ? { problems: all } : {}) };
}

/**
 * The manifest of the output.
 * @param location where the output lies; if it is an address such as `s3://bucket/prefix`, references begin with it
 */
export async function* writeManifest(
  schema: LabelSchema,
  entries: DatasetEntries,
  location = '',
): AsyncGenerator<string> {
  const occurring = new Set(schema.classes);
  for await (const { annotations } of entries)
    for (const object of annotations.objects) occurring.add(object.class);
  const classes = [...occurring];
  const root = /^[a-z][a-z0-9+.-]*:\/\//i.test(location) ? `${location.replace(/\/+$/, '')}/` : '';
  for await (const entry of entries) yield `${JSON.stringify(lineOf(entry, root + entry.image, classes))}\n`;
}

/** One manifest for each split. */
export async function createManifests(
  schema: LabelSchema,
  entries: DatasetEntries,
  location?: string,
): Promise<DatasetText[]> {
  return (await splitsIn(entries)).map((split) => ({
    key: split === undefined ? 'output.manifest' : `${split}.manifest`,
    text: writeManifest(schema, inSplit(entries, split), location),
  }));
}
