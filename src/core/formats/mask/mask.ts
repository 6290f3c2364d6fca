import { LabelError } from '../../errors.js';
import type { LabelMap } from '../../annotations/model.js';
import type { LabelFormat, LabelProblem } from '../format.js';
import { folderOf } from '../../keys.js';
import { besideImages } from '../shared/image-folder.js';
import { labelmapFile } from '../shared/labelmap-file.js';
import { paintObjects } from './paint.js';
import { readLabelMap, writeLabelMap } from '../shared/label-map.js';
import { isPng } from '../shared/png.js';
import { MASK_ROLES, maskFiles } from '../shared/mask-files.js';
import { siblingOf } from '../shared/text.js';

/** Folders and name endings under which data sets keep masks. An image may be a PNG as well. */
const MASK_FOLDER =
  /(^|\/)(masks?|instances?|labels?|annotations?|segmentation\w*|gtfine|\w*annot|\w*(labels|masks))(\/|$)/i;
const MASK_NAME = /[_-](masks?|labels?|seg|labelids|instanceids|labeltrainids|color|gt)\.png$/i;

/**
 * Masks as PNG beside the images: semantic (values are class ids) and instance (values are object ids, 16 bits if
 * needed). Palette, bit depth and colours come back as they were. Labels without masks get masks from the polygons and
 * bitmaps of their objects.
 */
export const mask: LabelFormat = {
  name: 'mask',
  files: { semantic: '.png', instance: '.png' },
  placements: [
    { role: 'semantic', folder: besideImages('masks'), ending: '.png' },
    { role: 'semantic', ending: '_mask.png' },
    { role: 'instance', folder: besideImages('instances'), ending: '.png' },
    {
      role: 'semantic',
      folder: { image: /^(train|val|test)$/, labels: '$&annot', usual: ['train', 'val', 'test'] },
      ending: '.png',
    },
    { role: 'semantic', folder: besideImages('annotations'), ending: '.png' },
    { role: 'semantic', folder: besideImages('labels'), ending: '.png' },
  ],
  holds: { boxes: false, polygons: true, keypoints: false, labelMaps: true },
  classesByIndex: true,
  dataset: labelmapFile,

  recognises(key, bytes) {
    return isPng(bytes) && (MASK_FOLDER.test(folderOf(key)) || MASK_NAME.test(key));
  },

  /**
   * If one mask can be read and another cannot, the latter is a problem.
   * @throws LabelError when no mask of the image can be read
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
    return MASK_ROLES.flatMap((role) => {
      const labelMap = labelMaps.find(({ kind }) => kind === role);
      return labelMap ? [{ role, key: siblingOf(fileName, '.png'), bytes: writeLabelMap(labelMap) }] : [];
    });
  },
};
