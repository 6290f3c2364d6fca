import { LabelError } from '../../errors.js';
import type { LabelMap } from '../../annotations/model.js';
import type { LabelFile, LabelFormat, LabelProblem } from '../format.js';
import { labelmapFile } from '../shared/labelmap-file.js';
import { paintObjects } from './paint.js';
import { readLabelMap, writeLabelMap } from '../shared/label-map.js';
import { isPng } from '../shared/png.js';
import { siblingOf } from '../shared/text.js';

const ROLES = ['semantic', 'instance'] as const;

/** Folders and endings of names under which data sets keep masks; a photo may be a PNG as well. */
const MASK_FOLDER =
  /(^|\/)(masks?|labels?|annotations?|segmentation\w*|gtfine|\w*annot|\w*(labels|masks))(\/|$)/i;
const MASK_NAME = /[_-](masks?|labels?|seg|labelids|instanceids|labeltrainids|color|gt)\.png$/i;

/**
 * Masks as PNG beside the pictures: semantic (values are class ids) and instance (values are object ids; 16 bits where
 * they need them). Palette, bit depth and colours come back as they were. Labels that have no masks get them from their
 * objects' polygons and bitmaps.
 */
export const mask: LabelFormat = {
  name: 'mask',
  files: { semantic: '.png', instance: '.png' },
  dataset: labelmapFile,

  recognises(key, bytes) {
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    return isPng(bytes) && (MASK_FOLDER.test(folder) || MASK_NAME.test(key));
  },

  /**
   * A single mask that cannot be read is a problem where another can.
   * @throws LabelError when no mask of the picture can be read
   */
  read(input, context) {
    const { width, height } = context;
    const labelMaps: LabelMap[] = [];
    const problems: LabelProblem[] = [];
    let failure: LabelError | undefined;
    for (const file of maskFiles(input)) {
      try {
        labelMaps.push(readLabelMap(file, context, file.role, file.role));
      } catch (error) {
        if (!(error instanceof LabelError)) throw error;
        failure = error;
        problems.push({ file: file.key, reason: error.reason, severity: 'rejected' });
      }
    }
    if (failure && labelMaps.length === 0) throw failure;
    return { annotations: { width, height, objects: [], labelMaps, tags: [] }, problems };
  },

  write(annotations, { fileName, schema }) {
    const labelMaps =
      annotations.labelMaps.length > 0 ? annotations.labelMaps : paintObjects(annotations, schema);
    return ROLES.flatMap((role) => {
      const labelMap = labelMaps.find(({ kind }) => kind === role);
      return labelMap ? [{ role, key: siblingOf(fileName, '.png'), bytes: writeLabelMap(labelMap) }] : [];
    });
  },
};

type MaskFile = LabelFile & { readonly role: LabelMap['kind'] };

/** The label files that are masks; a part of a data set's file has none. */
export function maskFiles(input: Parameters<LabelFormat['read']>[0]): readonly MaskFile[] {
  if (!('length' in input)) return [];
  return input.filter((file): file is MaskFile => file.role !== 'labels');
}
