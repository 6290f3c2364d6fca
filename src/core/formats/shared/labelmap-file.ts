import type { DatasetFormat, LabelSchema, WrittenSchema } from '../format.js';
import { labelmapOf, parseLabelmap, vocPalette } from './colours.js';
import { readText } from './text.js';
import { isClassName } from './value-names.js';

const NAME = 'labelmap.txt';

/**
 * `labelmap.txt`: classes and their colours in masks. Its text is kept, so that colours and comments are written back.
 */
export const labelmapFile: DatasetFormat = {
  find: { names: [NAME] },
  holdsLabels: false,
  neededFor: ['semantic', 'instance'],
  read(key, bytes) {
    const text = readText(key, bytes);
    const names = parseLabelmap(key, text).map(({ name }) => name);
    return {
      schema: { classes: names.filter(isClassName), extra: { labelmap: text } },
    };
  },
  write(schema, _entries, original) {
    const text = labelmapOf(original);
    return [text === undefined ? freshLabelmap(schema) : renameLines(text, schema)];
  },
  create: (schema) => [{ key: NAME, text: [freshLabelmap(schema)] }],
};

/**
 * Classes under their new names. The line of a class that was dropped, or joined to another, stays: a value may be the
 * number of its line.
 */
function renameLines(text: string, { classes, origins = [] }: WrittenSchema): string {
  const renamed = new Map(origins.map((origin, i) => [origin, classes[i]!]));
  let position = 0;
  return text.replace(/^(?!\s*#)(.*?)(?=:\s*\d+\s*,)/gm, (field: string) => {
    const name = field.trim();
    const after = isClassName(name) ? renamed.get(position++) : undefined;
    return after === undefined ? field : field.replace(name, () => after);
  });
}

function freshLabelmap({ classes }: LabelSchema): string {
  const palette = vocPalette();
  const lines = ['background', ...classes].map((name, index) => {
    const colour = palette.subarray(3 * (index % 256), 3 * (index % 256) + 3);
    return `${name}:${colour.join(',')}::`;
  });
  return ['# label:color_rgb:parts:actions', ...lines, ''].join('\n');
}
