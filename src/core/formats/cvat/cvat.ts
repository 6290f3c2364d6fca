import { xmlHead } from '../shared/xml-text.js';
import type { LabelFormat } from '../format.js';
import { createDataset, readDataset, writeDataset } from './dataset.js';
import { readPart } from './read.js';

/** The beginning of a file: the root, and the first element of those that the tool writes into it. */
const HEAD =
  /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)*<annotations\b[^>]*>\s*(<version>[^<]*<\/version>\s*)?<(meta|image|track)\b/;
const HEAD_CHARACTERS = 4000;

/**
 * CVAT's XML for images: one file for all images of a task or project. Coordinates are edge-based, in hundredths. A turned
 * box is an oriented box; an ellipse is a polygon as long as it is moved, and is written as an ellipse if it still is one.
 * Shapes of one label and group are parts of one object.
 */
export const cvat: LabelFormat = {
  name: 'cvat',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: true, keypoints: true, labelMaps: false, unnamed: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ['.xml'] },
    holdsLabels: true,
    read: readDataset,
    write: writeDataset,
    create: createDataset,
  },
  recognises: (key, bytes) =>
    key.toLowerCase().endsWith('.xml') && HEAD.test(xmlHead(bytes, 2 * HEAD_CHARACTERS)),

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
};
