import { defineFormat } from '../format.js';
import { headText } from '../shared/text.js';
import { taskOfDataset } from '../yolo/write.js';
import { readDataset, readPart } from './read.js';
import { createDataset, writeDataset } from './write.js';

/** The first line describes a data set, and the others images. */
const HEAD = /^\s*\{[^\n]*("type"\s*:\s*"dataset"|"class_names")/;
const HEAD_BYTES = 64 * 1024;

/**
 * Ultralytics' NDJSON: a line about the data set, then a line for each image with YOLO's rows as lists of numbers.
 * Numbers have six decimals. Addresses of images are left out, since they lead to the images of the input.
 */
export const ndjson = defineFormat({
  name: 'ndjson',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: true, keypoints: 'declared', labelMaps: false },
  classesByIndex: true,
  chooseTask: taskOfDataset,
  dataset: {
    find: { endings: ['.ndjson'] },
    holdsLabels: true,
    read: readDataset,
    write: writeDataset,
    create: createDataset,
  },

  recognises: (key, bytes) => key.toLowerCase().endsWith('.ndjson') && HEAD.test(headText(bytes, HEAD_BYTES)),

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
});
