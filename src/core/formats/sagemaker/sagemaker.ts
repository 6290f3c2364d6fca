import type { LabelFormat } from '../format.js';
import { firstLine } from '../shared/json-lines.js';
import { createManifests, readDataset, writeManifest } from './dataset.js';
import { readPart } from './read.js';

const ENDINGS = ['.manifest', '.jsonl'];

/**
 * Manifests of SageMaker Ground Truth, which Rekognition reads too: a line for each image with its `source-ref`, and for
 * each labelling job a column and its `-metadata`. Boxes are read and written; classes of whole images and all other
 * columns are carried through; masks are named as not read.
 */
export const sagemaker: LabelFormat = {
  name: 'sagemaker',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ENDINGS },
    holdsLabels: true,
    read: readDataset,
    write: (schema, entries, _original, _places, location) => writeManifest(schema, entries, location),
    create: createManifests,
  },
  recognises: (key, bytes) =>
    ENDINGS.some((ending) => key.toLowerCase().endsWith(ending)) &&
    /^\{.*"source-ref"\s*:/.test(firstLine(bytes)),

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
};
