import type { DatasetFormat, LabelSchema } from '../format.js';
import { labelmapOf, parseLabelmap, vocPalette } from './colours.js';
import { readText } from './text.js';

const NAME = 'labelmap.txt';

/** Names that a `labelmap.txt` gives to what is no class. */
const NO_CLASS = new Set(['background', 'void', 'ignored', 'ignore']);

/** `labelmap.txt`: classes and their colours in masks. Its text is kept, so that colours and comments come back. */
export const labelmapFile: DatasetFormat = {
  find: { names: [NAME] },
  holdsLabels: false,
  read(key, bytes) {
    const text = readText(key, bytes);
    const names = parseLabelmap(key, text).map(({ name }) => name);
    return {
      schema: { classes: names.filter((name) => !NO_CLASS.has(name)), extra: { labelmap: text } },
    };
  },
  write(schema, _entries, original) {
    return labelmapOf(original) ?? freshLabelmap(schema);
  },
  create: (schema) => [{ key: NAME, text: freshLabelmap(schema) }],
};

function freshLabelmap({ classes }: LabelSchema): string {
  const palette = vocPalette();
  const lines = ['background', ...classes].map((name, index) => {
    const colour = palette.subarray(3 * (index % 256), 3 * (index % 256) + 3);
    return `${name}:${colour.join(',')}::`;
  });
  return ['# label:color_rgb:parts:actions', ...lines, ''].join('\n');
}
