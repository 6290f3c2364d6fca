import { nameOf } from '../../keys.js';
import { readHead } from '../shared/csv-text.js';
import { BARE_ROLES, rolesOf, rolesOfOpenImages, type Kind } from './model.js';
import { areNames } from './open-images.js';

/** How many rows are looked at. */
const ROWS = 5;

/** The kind of a file by its first rows; undefined if it is no file of labels. */
export function kindOf(key: string, bytes: Uint8Array): Kind | undefined {
  if (!key.toLowerCase().endsWith('.csv')) return undefined;
  const [header = [], ...rows] = readHead(bytes, ROWS);
  if (rolesOfOpenImages(header)) return 'openimages';
  if (rolesOf(header)) return 'boxes';
  if ([header, ...rows].every(isBare)) return 'bare';
  if (areNames([header, ...rows])) return 'names';
  return isOfClasses(key, header, rows) ? 'classes' : undefined;
}

const IMAGE = /\.[a-z]{2,4}\d?$/i;
const NUMBER = /^-?\d+(\.\d+)?$/;

function isBare(cells: readonly string[]): boolean {
  const [image = '', ...rest] = cells;
  const sides = rest.slice(0, 4);
  const isBox = sides.every((side) => NUMBER.test(side)) && rest[4] !== '';
  return (
    cells.length === BARE_ROLES.length && IMAGE.test(image) && (isBox || rest.every((cell) => cell === ''))
  );
}

/** Roboflow's `_classes.csv`. */
function isOfClasses(key: string, header: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const isNamed = /_?classes\.csv$/i.test(nameOf(key)) && header[0]?.trim().toLowerCase() === 'filename';
  return isNamed && header.length > 1 && rows.every(([, ...flags]) => flags.every(isFlag));
}

export function isFlag(cell: string): boolean {
  return ['0', '1', ''].includes(cell.trim());
}
