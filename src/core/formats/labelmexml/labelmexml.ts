import { defineFormat } from '../format.js';
import type { LabelContext, LabelReading } from '../format.js';
import { besideImages } from '../shared/image-folder.js';
import { readLabelMeXml } from './read.js';
import { isLabelMeXml } from './recognise.js';

/**
 * The XML of the LabelMe that MIT had as a web page: polygons and boxes in pixels, counted from edges. It is read, and
 * written in another format.
 */
export const labelmexml = defineFormat({
  name: 'labelmexml',
  readOnly: true,
  files: { labels: '.xml' },
  placements: [
    { role: 'labels', folder: besideImages('Annotations'), ending: '.xml' },
    { role: 'labels', folder: besideImages('annotations'), ending: '.xml' },
    { role: 'labels', folder: besideImages('labels'), ending: '.xml' },
    { role: 'labels', ending: '.xml' },
  ],
  holds: { boxes: true, polygons: true, keypoints: false, labelMaps: false },
  classesByIndex: false,
  onlyRecognised: true,
  recognises: isLabelMeXml,

  read(input, context) {
    const file = 'labels' in input ? undefined : input.find(({ role }) => role === 'labels');
    return file ? readLabelMeXml(file, context) : withoutObjects(context);
  },
  write: () => [],
});

function withoutObjects({ width, height }: LabelContext): LabelReading {
  return { annotations: { width, height, objects: [], labelMaps: [], tags: [] }, problems: [] };
}
