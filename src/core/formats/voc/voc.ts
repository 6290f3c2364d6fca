import { LabelError } from '../../errors.js';
import type { LabelMap } from '../../annotations/model.js';
import type { LabelFile, LabelFormat, LabelProblem } from '../format.js';
import { isLabelMeXml } from '../labelmexml/recognise.js';
import { vocPalette } from '../shared/colours.js';
import { labelmapFile } from '../shared/labelmap-file.js';
import { readLabelMap, writeLabelMap } from '../shared/label-map.js';
import { isPng } from '../shared/png.js';
import { readVocXml } from './read.js';
import { writeVocXml } from './write.js';
import { MASK_ROLES, maskFiles } from '../shared/mask-files.js';
import { besideImages } from '../shared/image-folder.js';
import { boxOf } from '../shared/shapes.js';
import { xmlHead } from '../shared/xml-text.js';
import { siblingOf } from '../shared/text.js';
import { vocOptions } from './options.js';

const MAP_NAMES = { semantic: 'SegmentationClass', instance: 'SegmentationObject' } as const;
const MASK_FOLDER = /(^|\/)Segmentation(Class|Object)\w*\//i;

/** The layout of the VOC development kit. */
const inDevkit = (labels: string) => ({ image: /^JPEGImages$/, labels, usual: ['JPEGImages'] });

/**
 * Pascal VOC: an XML file with boxes for each image, and PNGs of classes and objects. Everything in the XML except the
 * image's name, its size and boxes stays as it is written; so do palettes.
 *
 * If the first pixel is 1 (the standard), a box is `xmin − 1` to `xmax` in edges; if it is 0, `xmin` to `xmax`. `auto`
 * chooses 0 for a file that has a coordinate below 1, else 1.
 */
export const voc: LabelFormat = {
  name: 'voc',
  files: { labels: '.xml', semantic: '.png', instance: '.png' },
  options: vocOptions,
  placements: [
    { role: 'labels', folder: inDevkit('Annotations'), ending: '.xml' },
    { role: 'labels', folder: besideImages('annotations'), ending: '.xml' },
    { role: 'labels', folder: besideImages('Annotations'), ending: '.xml' },
    { role: 'labels', folder: besideImages('labels'), ending: '.xml' },
    { role: 'labels', ending: '.xml' },
    { role: 'semantic', folder: inDevkit('SegmentationClass'), ending: '.png' },
    { role: 'instance', folder: inDevkit('SegmentationObject'), ending: '.png' },
  ],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: true, unnamed: false },
  classesByIndex: false,
  imageLists: /(^|\/)ImageSets\/.*\.txt$/i,
  dataset: labelmapFile,

  onlyRecognised: true,
  recognises(key, bytes) {
    if (isPng(bytes)) return MASK_FOLDER.test(key);
    if (isLabelMeXml(key, bytes)) return false;
    const beginning = xmlHead(bytes, 4000);
    return /^\s*(<\?[^>]*\?>\s*|<!--[\s\S]*?-->\s*)*<annotation[\s/>]/.test(beginning);
  },

  read(input, context) {
    const { width, height } = context;
    const files = 'labels' in input ? [] : input;
    const xml = files.find(({ role }) => role === 'labels');
    const reading = xml ? readVocXml(xml, context) : { objects: [], problems: [] };
    const problems: LabelProblem[] = [...reading.problems];
    const labelMaps: LabelMap[] = [];
    for (const file of maskFiles(input)) {
      try {
        labelMaps.push(readLabelMap(file, context, file.role, MAP_NAMES[file.role]));
      } catch (error) {
        if (!(error instanceof LabelError) || !xml) throw error;
        problems.push({ file: file.key, reason: error.reason, severity: 'rejected' });
      }
    }
    const { extra, objects } = reading;
    return {
      annotations: { width, height, objects, labelMaps, tags: [], ...(extra === undefined ? {} : { extra }) },
      problems,
    };
  },

  unwritable: ({ objects }) =>
    new Map(
      objects
        .filter((object) => !boxOf(object))
        .map((object) => [object, { reason: 'Pascal VOC has no points', isGone: false }]),
    ),

  write(annotations, context) {
    const xml = new TextEncoder().encode(writeVocXml(annotations, context));
    const labels: LabelFile = { role: 'labels', key: siblingOf(context.fileName, '.xml'), bytes: xml };
    const masks = MASK_ROLES.flatMap((role): LabelFile[] => {
      const labelMap = annotations.labelMaps.find(({ kind }) => kind === role);
      const key = siblingOf(context.fileName, '.png');
      return labelMap ? [{ role, key, bytes: writeLabelMap(labelMap, { palette: vocPalette() }) }] : [];
    });
    return [labels, ...masks];
  },
};
