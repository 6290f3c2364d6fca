import { nameOf } from '../../keys.js';
import type { LabelFormat } from '../format.js';
import { csvHeader } from '../shared/csv-text.js';
import { firstLine } from '../shared/json-lines.js';
import { isCard, nameClasses } from './card.js';
import { createDataset, isCsv, readDataset, writeDataset } from './dataset.js';
import { readPart } from './read.js';

const NAMES = ['metadata.jsonl', 'metadata.csv'];

/**
 * The metadata of an image folder, as Hugging Face's `datasets` reads it: a line for each image with its `file_name`,
 * relative to the file. `objects` has boxes (x, y, width, height in pixels) and their categories; all other columns, such
 * as captions, are carried through. Boxes are written in hundredths. Where categories are numbers, the card of the data
 * set (`README.md`) may name them.
 */
export const huggingface: LabelFormat = {
  name: 'huggingface',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ['.jsonl', '.csv', '.md'] },
    holdsLabels: true,
    read: readDataset,
    write: writeDataset,
    create: createDataset,
    nameClasses,
  },

  recognises(key, bytes) {
    if (isCard(key, bytes)) return true;
    if (!NAMES.includes(nameOf(key).toLowerCase())) return false;
    if (isCsv(key)) return csvHeader(key, bytes).includes('file_name');
    return /^\s*\{.*"file_name"\s*:/.test(firstLine(bytes));
  },

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
};
