import { LabelError } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import type {
  DatasetEntries,
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { csvPieces } from '../shared/csv-text.js';
import { again, inSplit, splitsIn } from '../shared/entries.js';
import { isObject, objectAt, readJsonObject } from '../shared/json-file.js';
import { csvRows, entriesOfCsv, viaCsvHeader } from './csv.js';
import {
  classAttribute,
  classOf,
  layoutOf,
  ONLY_CLASS,
  viaEntry,
  type ViaImage,
  type ViaLayout,
  type ViaPart,
} from './model.js';
import { regionsOf } from './write.js';

const IMAGES = '_via_img_metadata';
const ORDER = '_via_image_id_list';

/**
 * @throws LabelError if the file is damaged, or a project of VIA 3
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const { entries, layout } = viaCsvHeader(key, bytes)
    ? entriesOfCsv(key, bytes)
    : entriesOfJson(key, readJsonObject(key, bytes));
  const problems: LabelProblem[] = [];
  const parts = new Map<string, { image: string; labels: ViaPart & { regions: Json[] } }>();
  for (const [name, value] of entries) {
    const entry = viaEntry.safeParse(value).data;
    if (!entry) {
      problems.push({ file: key, reason: `${name}: this describes no image`, severity: 'rejected' });
      continue;
    }
    const regions = Object.values(entry.regions ?? []) as Json[];
    const known = parts.get(entry.filename);
    if (known) for (const region of regions) known.labels.regions.push(region);
    else {
      const light = lightEntry(value as JsonObject);
      parts.set(entry.filename, { image: entry.filename, labels: { file: key, entry: light, regions } });
    }
  }
  const all = [...parts.values()];
  return {
    schema: {
      classes: classesOf(
        all.flatMap(({ labels }) => labels.regions),
        layout,
      ),
      extra: { via: layout as unknown as Json },
    },
    parts: all as unknown as readonly DatasetPart[],
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** What a variant shares with its image: neither its size in bytes nor the image itself, which VIA 1 may embed. */
function lightEntry(entry: JsonObject): JsonObject {
  const embeds = 'base64_img_data' in entry ? { base64_img_data: '' } : {};
  return { ...entry, size: -1, regions: [], ...embeds };
}

/** The project without its images, and without absolute paths, which would lead to the images of the input. */
function projectWithoutImages(file: JsonObject): JsonObject {
  const core = objectAt(file, '_via_settings', 'core');
  const folder = core?.['default_filepath'];
  const isAbsolute = typeof folder === 'string' && /^([\\/]|[a-z]+:)/i.test(folder);
  const settings = {
    ...objectAt(file, '_via_settings'),
    core: { ...core, filepath: {}, ...(isAbsolute ? { default_filepath: '' } : {}) },
  };
  return {
    ...file,
    [IMAGES]: {},
    ...(ORDER in file ? { [ORDER]: [] } : {}),
    ...(core ? { _via_settings: settings } : {}),
  };
}

function entriesOfJson(key: string, file: JsonObject) {
  if (objectAt(file, 'metadata') && objectAt(file, 'view') && objectAt(file, 'project'))
    throw new LabelError(
      { file: key },
      'projects of VIA 3 are not read: export them from VIA in another format',
    );
  const project = objectAt(file, IMAGES);
  const entries = Object.entries(project ?? file);
  const numbered = entries.some(([, entry]) => isObject(entry) && isObject(entry['regions']));
  const layout: ViaLayout = project
    ? { kind: 'project', numbered, project: projectWithoutImages(file) }
    : { kind: 'json', numbered };
  return { entries, layout };
}

/** Classes in the order of the project's choices, then all others, sorted. */
function classesOf(regions: readonly Json[], { project }: ViaLayout): readonly string[] {
  const names = regions.flatMap((region) => {
    const attributes = objectAt(region, 'region_attributes') ?? {};
    if (Object.keys(attributes).length === 0) return [{ attribute: '', name: ONLY_CLASS }];
    const attribute = classAttribute(attributes);
    const name = attribute === undefined ? undefined : classOf(attributes[attribute]);
    return attribute === undefined || name === undefined ? [] : [{ attribute, name }];
  });
  const used = new Set(names.map(({ attribute }) => attribute));
  const choices = [...used].flatMap((attribute) =>
    Object.keys(objectAt(project, '_via_attributes', 'region', attribute, 'options') ?? {}),
  );
  const found = [...new Set(names.map(({ name }) => name))].sort();
  return [...new Set([...choices, ...found])];
}

/** The output's counterpart. VIA knows images by name and size in bytes; -1 stands for a size that is not known. */
export async function* writeDataset(
  _schema: LabelSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const layout = layoutOf(original) ?? { kind: 'json', numbered: false };
  const images = again(async function* () {
    for await (const entry of entries) yield imageOf(entry);
  });
  if (layout.kind === 'csv') yield* csvPieces(csvRows(images, layout.header ?? []));
  else if (layout.kind === 'json') yield* metadataOf(images, layout);
  else yield* projectOf(images, layout);
  if (layout.kind !== 'csv') yield '\n';
}

function imageOf({ image, annotations }: DatasetEntry): ViaImage {
  return {
    ...FRESH,
    ...objectAt(annotations.extra, 'via'),
    filename: image,
    regions: annotations.objects.flatMap(regionsOf),
  };
}

const FRESH = { filename: '', size: -1, regions: [], file_attributes: {} };

/** The project, with its images and their order where it has them. */
async function* projectOf(images: AsyncIterable<ViaImage>, layout: ViaLayout): AsyncGenerator<string> {
  let before = '{';
  for (const [name, value] of Object.entries({ ...layout.project, [IMAGES]: {} })) {
    yield `${before}${JSON.stringify(name)}:`;
    if (name === IMAGES) yield* metadataOf(images, layout);
    else if (name === ORDER) yield* orderOf(images);
    else yield JSON.stringify(value);
    before = ',';
  }
  yield '}';
}

async function* metadataOf(images: AsyncIterable<ViaImage>, { numbered }: ViaLayout): AsyncGenerator<string> {
  let before = '{';
  for await (const image of images) {
    const regions = numbered ? Object.fromEntries(image.regions.entries()) : image.regions;
    yield `${before}${JSON.stringify(idOf(image))}:${JSON.stringify({ ...image, regions })}`;
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

async function* orderOf(images: AsyncIterable<ViaImage>): AsyncGenerator<string> {
  let before = '[';
  for await (const image of images) {
    yield before + JSON.stringify(idOf(image));
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

function idOf({ filename }: ViaImage): string {
  return `${filename}-1`;
}

/** One file for each split. */
export async function createDataset(schema: LabelSchema, entries: DatasetEntries): Promise<DatasetText[]> {
  return (await splitsIn(entries)).map((split) => ({
    key: `via_region_data${split === undefined ? '' : `_${split}`}.json`,
    text: writeDataset(schema, inSplit(entries, split), undefined),
  }));
}
