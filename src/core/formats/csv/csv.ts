import type { LabelFormat } from '../format.js';
import { createDataset, readDataset, writeDataset } from './dataset.js';
import { nameClasses } from './open-images.js';
import { readPart } from './read.js';
import { kindOf } from './recognise.js';

/**
 * CSV files of boxes or of classes: TensorFlow's object detection as Roboflow exports it (`_annotations.csv`: filename,
 * width, height, class, xmin, ymin, xmax, ymax, in any order and beside other columns), keras-retinanet's (path, x1, y1,
 * x2, y2, class, without a header), and Roboflow's `_classes.csv` (0 or 1 for each class), whose classes are tags of the
 * image. Coordinates are edges in pixels.
 *
 * Open Images' boxes (`train-annotations-bbox.csv`) are edges in fractions of the image. Its images have no endings, and
 * its classes are codes, which `class-descriptions-boxable.csv` names.
 */
export const csv: LabelFormat = {
  name: 'csv',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false, unnamed: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ['.csv'] },
    holdsLabels: true,
    read: readDataset,
    write: writeDataset,
    create: createDataset,
    nameClasses,
  },
  recognises: (key, bytes) => kindOf(key, bytes) !== undefined,

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
};
