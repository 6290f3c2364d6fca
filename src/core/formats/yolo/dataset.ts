import * as z from 'zod';
import { nameOf, splitEnding } from '../../keys.js';
import type { DatasetEntries, DatasetFormat } from '../format.js';
import type { Json } from '../../json.js';
import { inSplit } from '../shared/entries.js';
import { headText, readText } from '../shared/text.js';
import { DATA_YAML, declaredMaskFolder, describesData, freshText } from './data-yaml.js';
import { DARKNET, NAMES_TEXT } from './names-files.js';
import type { NamesFormat } from './names-files.js';
import { freshSplitPaths } from './splits.js';

/** The text of the data-set file, as `LabelSchema.extra` holds it. */
const memorySchema = z.object({ yolo: z.object({ file: z.string(), text: z.string() }) });

const KINDS = [DATA_YAML, NAMES_TEXT, DARKNET];
const ENDINGS: readonly string[] = ['.yaml', '.yml'];

export const YOLO_NAMES = KINDS.flatMap(({ names }) => names);

/**
 * `data.yaml`, under this or any other name, and its predecessors. If there are several files, the one that declares
 * most has priority. `schema.extra` is the file itself, which `write` gets as `original`: comments, order and unknown
 * keys stay, and everything that the schema did not change stays as it is, byte for byte.
 */
export const yoloDataset: DatasetFormat = {
  find: { names: YOLO_NAMES, endings: ENDINGS },
  holdsLabels: false,
  rank: (name) => (YOLO_NAMES.includes(name) ? YOLO_NAMES.indexOf(name) : DATA_YAML.names.length - 0.5),
  maskFolder: (key, bytes) =>
    ENDINGS.includes(splitEnding(key).ending.toLowerCase())
      ? declaredMaskFolder(headText(bytes, bytes.length))
      : undefined,
  read(key, bytes) {
    const text = readText(key, bytes);
    const file = nameOf(key);
    const extra: Json = { yolo: { file, text } };
    const { schema, ...rest } = kindOf(file).read(key, text);
    return { schema: { ...schema, extra }, ...rest };
  },
  async *write(schema, entries, original, splitPaths = []) {
    const before = memorySchema.safeParse(original).data?.yolo;
    yield await kindOf(before?.file ?? 'data.yaml').write(schema, entries, before?.text, splitPaths);
  },
  async create(schema, entries) {
    const splitPaths = await freshSplitPaths(entries);
    const lists = splitPaths.filter(({ isList }) => isList);
    return [
      { key: 'data.yaml', text: [freshText(schema, splitPaths)] },
      ...lists.map(({ path, split }) => ({ key: path, text: listOf(inSplit(entries, split)) })),
    ];
  },
};

/** True if this is a YAML file with the content of `data.yaml`. */
export function isDataYaml(key: string, bytes: Uint8Array): boolean {
  return (
    ENDINGS.includes(splitEnding(key).ending.toLowerCase()) && describesData(headText(bytes, bytes.length))
  );
}

function kindOf(file: string): NamesFormat {
  return KINDS.find(({ names }) => names.includes(file.toLowerCase())) ?? DATA_YAML;
}

/** The list of images of a split that shares its folder with another split. */
async function* listOf(entries: DatasetEntries): AsyncGenerator<string> {
  for await (const { image } of entries) yield `./${image}\n`;
}
