import { LabelError } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import type {
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { isObject, objectAt, readJsonObject } from '../shared/json-file.js';
import { entriesOfCsv, textOfCsv, viaCsvHeader } from './csv.js';
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
export function writeDataset(
  _schema: LabelSchema,
  entries: readonly DatasetEntry[],
  original: Json | undefined,
): string {
  const layout = layoutOf(original) ?? { kind: 'json', numbered: false };
  const images = entries.map(({ image, annotations }): ViaImage => ({
    ...FRESH,
    ...objectAt(annotations.extra, 'via'),
    filename: image,
    regions: annotations.objects.flatMap(regionsOf),
  }));
  if (layout.kind === 'csv') return textOfCsv(images, layout.header ?? []);
  const members = images.map((image) => {
    const regions = layout.numbered ? Object.fromEntries(image.regions.entries()) : image.regions;
    return [`${image.filename}-1`, { ...image, regions }] as const;
  });
  const metadata = Object.fromEntries(members) as unknown as JsonObject;
  if (layout.kind === 'json') return `${JSON.stringify(metadata)}\n`;
  const project = layout.project ?? {};
  const order = ORDER in project ? { [ORDER]: members.map(([id]) => id) } : {};
  return `${JSON.stringify({ ...project, [IMAGES]: metadata, ...order })}\n`;
}

const FRESH = { filename: '', size: -1, regions: [], file_attributes: {} };

/** One file for each split. */
export function createDataset(schema: LabelSchema, entries: readonly DatasetEntry[]): DatasetText[] {
  return [...new Set(entries.map(({ split }) => split))].map((split) => ({
    key: `via_region_data${split === undefined ? '' : `_${split}`}.json`,
    text: writeDataset(
      schema,
      entries.filter((entry) => entry.split === split),
      undefined,
    ),
  }));
}
