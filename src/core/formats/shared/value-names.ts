import { identitiesOf } from '../../annotations/class-identity.js';
import type { LabelMap } from '../../annotations/model.js';
import type { LabelSchema } from '../format.js';
import { hexOf, labelmapOf, parseLabelmap } from './colours.js';
import type { Colour } from './colours.js';

/** Names in a `labelmap.txt` that are no classes. */
const NO_CLASS: ReadonlySet<string> = new Set(['background', 'void', 'ignored', 'ignore']);
const BACKGROUND = 'background';

/** True for a name in a `labelmap.txt` that is a class of the data set. */
export function isClassName(name: string): boolean {
  return !NO_CLASS.has(name);
}

/** What is known of a mask's values before they are named. */
export interface MaskValues {
  /** For a file with a palette or in colours: the colour of each value, in hexadecimal. */
  readonly colours?: readonly string[];
}

/**
 * The classes that the values of a mask stand for, by the data set's `labelmap.txt`. A value has the name of its colour.
 * If the file has no colours, or others, a value is a level of grey in `labelmap.txt`, else the number of a line from 0;
 * that number means something only if the first line is the background. A `data.yaml` may name the values instead.
 * @returns nothing where the data set does not name the values
 */
export function namesOfValues(
  { colours = [] }: MaskValues,
  schema: LabelSchema,
): Pick<LabelMap, 'classes' | 'ignored' | 'background'> {
  if (schema.values) return namesOfPositions(schema.values, schema.classes);
  const text = labelmapOf(schema.extra);
  const lines = text === undefined ? [] : parseLabelmap('labelmap.txt', text);
  const hex = lines.map(({ colour }) => colour && hexOf(colour));
  const values = [
    hex.map((colour) => colours.findIndex((known) => known.slice(0, 6) === colour)),
    lines.map(({ colour }) => greyOf(colour)),
    lines.map((_, line) => (isClassName(lines[0]!.name) ? -1 : line)),
  ].find((candidate, i) => (i === 0 ? candidate.some((value) => value >= 0) : areDistinct(candidate)));
  if (!values) return {};
  const identities = identitiesOf(lines.map(({ name }) => name));
  const background = values[lines.findIndex(({ name }) => name === BACKGROUND)] ?? -1;
  const ignored = lines.flatMap(({ name }, line) =>
    name !== BACKGROUND && !isClassName(name) && values[line]! >= 0 ? [values[line]!] : [],
  );
  return {
    classes: identities.flatMap((identity, i) => {
      const value = values[i]!;
      return value >= 0 && isClassName(identity.class) ? [{ ...identity, value }] : [];
    }),
    ...(ignored.length > 0 && { ignored }),
    ...(background >= 0 && { background }),
  };
}

/** Where values are positions in the list of classes, pixels of no class are those to ignore. */
function namesOfPositions(
  values: NonNullable<LabelSchema['values']>,
  classes: readonly string[],
): Pick<LabelMap, 'classes' | 'ignored' | 'background'> {
  const identities = identitiesOf(classes);
  const entries = Object.entries(values).map(([value, position]) => ({ value: Number(value), position }));
  const ignored = entries.flatMap(({ value, position }) => (position === null ? [value] : []));
  const background = '0' in values ? ignored.at(-1) : 0;
  return {
    classes: entries.flatMap(({ value, position }) =>
      position === null ? [] : [{ ...identities[position]!, value }],
    ),
    ignored,
    ...(background !== undefined && { background }),
  };
}

function greyOf(colour: Colour | undefined): number {
  const [red = -1, green, blue] = colour ?? [];
  return red === green && green === blue ? red : -1;
}

function areDistinct(values: readonly number[]): boolean {
  return values.length > 0 && new Set(values).size === values.length && !values.includes(-1);
}
