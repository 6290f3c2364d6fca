import type { AnnotatedObject } from '../../annotations/model.js';
import { annotationName, createDataset, readDataset, writeDataset } from './dataset.js';
import { isCaption, type CocoPart } from './model.js';
import { readAnnotation } from './read.js';
import type { DatasetPart, LabelContext, LabelFormat, LabelProblem, LabelReading } from '../format.js';
import { BadLabel, jsonHead } from '../shared/json-file.js';
import { sizeProblems } from '../shared/size-problems.js';

/** Ranks of file names, best first: instances, keypoints, other files, captions. */
const KINDS = [/instances/, /keypoints/, /^(?!.*(captions|image_info))/, /./];

/**
 * COCO's instances and keypoints: one JSON file for all images. Its coordinates are edge-based already. Images and
 * annotations get new ids; categories keep theirs. Captions stay as they are.
 */
export const coco: LabelFormat = {
  name: 'coco',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: true, keypoints: true, labelMaps: false },
  classesByIndex: true,
  dataset: {
    find: { endings: ['.json'] },
    holdsLabels: true,
    rank: (name) => KINDS.findIndex((kind) => kind.test(name)),
    read: readDataset,
    write: writeDataset,
    create: createDataset,
  },

  recognises(key, bytes) {
    const head = jsonHead(key, bytes);
    if (!head) return false;
    return head.keys.has('images') || (head.keys.has('annotations') && head.text.includes('"image_id"'));
  },

  read(input, context) {
    if ('labels' in input) return readPart(input, context);
    const { width, height } = context;
    return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
  },

  write: () => [],
};

function readPart(part: DatasetPart, context: LabelContext): LabelReading {
  const { file, image, annotations, categories: known } = part.labels as unknown as CocoPart;
  const { width, height } = context;
  const categories = new Map(known.map((one) => [one.category.id, one]));
  const objects: AnnotatedObject[] = [];
  const declared = { width: image['width'], height: image['height'] };
  const name = JSON.stringify(part.image);
  const problems: LabelProblem[] = sizeProblems({ file }, declared, context, name);
  const captions = annotations.filter(isCaption).map((caption) => ({ ...caption, id: 0, image_id: 0 }));
  for (const entry of annotations) {
    if (isCaption(entry)) continue;
    try {
      const { object, warning } = readAnnotation(entry, categories, context);
      objects.push(object);
      if (warning)
        problems.push({ file, reason: `${annotationName(entry)}: ${warning}`, severity: 'warning' });
    } catch (error) {
      if (!(error instanceof BadLabel)) throw error;
      problems.push({ file, reason: `${annotationName(entry)}: ${error.message}`, severity: 'rejected' });
    }
  }
  return {
    annotations: {
      width,
      height,
      objects,
      labelMaps: [],
      tags: [],
      extra: { coco: { image: { ...image, id: 0 }, ...(captions.length > 0 && { captions }) } },
    },
    problems,
  };
}
