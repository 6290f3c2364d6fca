import { count } from './say.js';
import { shippedRecipe } from './shipped-recipes.js';
import type { Survey } from './survey.js';

const MOST_CLASSES = 20;

/** The text of a Recipe for an input: the shipped recipe that suits its labels, changed where the data set asks for it. */
export function fitRecipe(survey: Survey): string {
  const lines = shippedRecipe(kindOf(survey))!.trimEnd().split('\n');
  const body = lines.slice(lines.findIndex((line) => !line.startsWith('#')));
  const fitted = edits(survey).reduce<readonly string[]>((text, edit) => edit(text), body);
  return `${[...describe(survey), ...fitted].join('\n')}\n`;
}

function kindOf({ hasClassFolders, hasLabelMaps, hasObjects }: Survey): string {
  if (hasClassFolders) return 'classification';
  return hasLabelMaps && !hasObjects ? 'segmentation' : 'detection';
}

function describe({ inventory, classes, hasClassFolders }: Survey): string[] {
  const { formats, images, splits } = inventory;
  const labels = Object.entries(formats).map(([format, number]) => `${format} ${number}`);
  const named = classes.slice(0, MOST_CLASSES).join(', ');
  const more = classes.length > MOST_CLASSES ? `, and ${classes.length - MOST_CLASSES} more` : '';
  const shares = Object.entries(splits).map(([split, number]) => `${split} ${number}`);
  return [
    `# Made for a data set of ${count(images, 'image')}. \`augment preview\` shows what it does, \`augment transforms\` what else there is.`,
    hasClassFolders
      ? '# Labels: none. The folders of the images are their classes, and stay so.'
      : `# Labels: ${labels.length > 0 ? `${labels.join(', ')} of ${count(images, 'image')}` : 'none found'}.`,
    ...(classes.length > 0 ? [oneLine(`# Classes: ${named}${more}.`)] : []),
    ...(shares.length > 0
      ? [
          `# Splits: ${shares.join(', ')}. Only train is augmented, so no variant of an image gets into another split.`,
        ]
      : [
          '# No splits: every image is augmented. Split a data set before you augment it, never after: a variant in `val` of',
          '# an image in `train` makes the results look better than they are.',
        ]),
  ];
}

/** Names of classes may contain any characters. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

type Edit = (lines: readonly string[]) => readonly string[];

function edits({ inventory, isMirroringUnknown, hasLabelMaps }: Survey): Edit[] {
  const hasSplits = Object.keys(inventory.splits).length > 0;
  return [
    ...(isMirroringUnknown ? [withoutFlip] : []),
    ...(hasLabelMaps ? [withoutPreprocess] : []),
    ...(hasSplits ? [] : [(lines: readonly string[]) => lines.filter((line) => !line.startsWith('splits:'))]),
  ];
}

const withoutFlip: Edit = (lines) =>
  lines.flatMap((line) =>
    line.includes('HorizontalFlip')
      ? [
          '  # In a mirrored image left is right, and it is not known which of these keypoints are pairs. Name them in',
          '  # `labels: {swap: {…}}`, or in `flip_idx` of data.yaml, before you use this.',
          line.replace('- ', '# - '),
        ]
      : [line],
  );

/** Images keep their sizes, unless the user wants one size for all. */
const withoutPreprocess: Edit = (lines) => {
  const first = lines.indexOf('preprocess:');
  if (first < 0) return lines;
  const end = lines.indexOf('', first);
  return lines.map((line, i) => (i >= first && i < end ? `# ${line}` : line));
};
