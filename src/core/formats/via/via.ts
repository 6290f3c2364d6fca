import * as z from 'zod';
import type { DatasetPart, LabelContext, LabelReading } from '../format.js';
import { defineFormat } from '../format.js';
import { jsonHead } from '../shared/json-file.js';
import { readEach } from '../shared/read-each.js';
import { viaCsvHeader } from './csv.js';
import { createDataset, readDataset, writeDataset } from './files.js';
import type { ViaPart } from './model.js';
import { readRegion } from './read.js';

const optionsSchema = z.object({ via_class: z.string().default('') });

/**
 * The VGG Image Annotator's files about all images: JSON of versions 1 and 2, their projects, and CSV. Coordinates are
 * pixels, edges, written in thousandths.
 */
export const via = defineFormat({
  name: 'via',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: true, keypoints: false, labelMaps: false, unnamed: false },
  classesByIndex: false,
  options: {
    via_class: optionsSchema.shape.via_class.describe(
      "The attribute of VIA's regions that is their class; empty: the only one, or class, label, name or type.",
    ),
  },
  dataset: {
    find: { endings: ['.json', '.csv'] },
    holdsLabels: true,
    read: readDataset,
    write: writeDataset,
    create: createDataset,
  },

  recognises(key, bytes) {
    const head = jsonHead(key, bytes);
    if (!head) return viaCsvHeader(key, bytes);
    if (head.keys.has('_via_settings') || head.keys.has('_via_img_metadata')) return true;
    if (head.keys.has('project') && head.keys.has('config') && head.text.includes('"vid_list"')) return true;
    return head.text.includes('"filename"') && head.text.includes('"regions"') && IMAGE.test(head.text);
  },

  read: (input, context) => ('labels' in input ? readPart(input, context) : emptyReading(context)),
  write: () => [],
});

/** The beginning of the first image: its key is its name and size. */
const IMAGE = /^\{\s*"[^"]+"\s*:\s*\{\s*"(fileref|filename|size|regions|file_attributes|base64_img_data)"/;

function emptyReading({ width, height }: LabelContext): LabelReading {
  return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
}

function readPart({ image, labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, entry, regions } = labels as unknown as ViaPart;
  const { via_class: asked } = optionsSchema.parse(context.options ?? {});
  const { objects, problems } = readEach(
    regions,
    (region) => readRegion(region, asked),
    (at) => ({ file, name: `${image}: regions[${at}]` }),
  );
  const { annotations } = emptyReading(context);
  return { annotations: { ...annotations, objects, extra: { via: entry } }, problems };
}
