import { csvHeader } from '../core/formats/shared/csv-text.js';
import { headRows } from '../core/formats/shared/text-rows.js';

/** Labels that are known and not read, so that users learn what they have. */
const FOREIGN = {
  'labels of images': areImageLabels,
  ICDAR: isIcdar,
} as const;

export type ForeignLabels = keyof typeof FOREIGN;

/** What a file holds if these are labels that are known and not read. */
export function foreignLabels(key: string, bytes: Uint8Array): ForeignLabels | undefined {
  const names = Object.keys(FOREIGN).filter((name): name is ForeignLabels => name in FOREIGN);
  return names.find((name) => FOREIGN[name](key, bytes));
}

/** Open Images says in them that people saw an object in an image (confidence 1) or did not (0), not where it is. */
function areImageLabels(key: string, bytes: Uint8Array): boolean {
  const header = csvHeader(key, bytes);
  const has = (name: string) => header.includes(name);
  return (
    has('ImageID') && has('LabelName') && has('Confidence') && !header.some((name) => name.includes('X'))
  );
}

/** Text in images: the four corners of a word, or two of them, and the word, with commas between them. */
const ICDAR = /^\s*-?\d+(\s*,\s*-?\d+){3}((\s*,\s*-?\d+){4})?\s*,\s*\S/;
const NUMBERS = /^[-\d.,\s]+$/;

function isIcdar(key: string, bytes: Uint8Array): boolean {
  const rows = headRows(key, bytes);
  return rows.every(({ text }) => ICDAR.test(text)) && rows.some(({ text }) => !NUMBERS.test(text));
}
