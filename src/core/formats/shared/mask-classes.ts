import type { ClassIdentity } from '../../annotations/class-identity.js';
import type { LabelMap } from '../../annotations/model.js';
import { coloursOfMap } from './label-map.js';

/** What the values of a semantic label map stand for. */
interface MaskClasses {
  /** The classes of the values that occur. The others are background, or pixels to ignore. */
  readonly ofValues: ReadonlyMap<number, ClassIdentity>;
  /** True if nothing tells whether the only value beside the background is a class. */
  readonly isUnclear: boolean;
}

const BLACK = '000000';
const IGNORE = 255;

/**
 * The classes that the data set names. Other values have their number as name, or their colour (`#804080`) in a mask of
 * colours. Not classes are: the background (0, black), what `labelmap.txt` calls void or ignored, and 255.
 * @param renamed names of values that are classes even where they are 255
 */
export function maskClasses(semantic: LabelMap, renamed: readonly string[]): MaskClasses {
  const { classes = [], ignored = [], background, data } = semantic;
  const colours = coloursOfMap(semantic);
  const known = new Map(classes.map(({ value, ...identity }) => [value, identity]));
  const nameOf = (value: number) => (colours ? `#${colours[value] ?? ''}` : String(value));
  const isBackground = (value: number) =>
    background === undefined && colours ? colours[value] === BLACK : value === (background ?? 0);
  const isIgnored = (value: number) =>
    ignored.includes(value) || (!colours && value === IGNORE && !renamed.includes(String(IGNORE)));
  const classOf = (value: number): ClassIdentity | undefined => {
    if (known.has(value)) return known.get(value);
    return isBackground(value) || isIgnored(value) ? undefined : { class: nameOf(value) };
  };
  const values = [...new Set(data)];
  const isNamed = classes.length + ignored.length > 0;
  return {
    ofValues: new Map(values.flatMap((value) => entryOf(value, classOf(value)))),
    isUnclear:
      !colours &&
      !isNamed &&
      values.includes(IGNORE) &&
      values.every((value) => value === 0 || (value === IGNORE && isIgnored(value))),
  };
}

function entryOf<Value>(key: number, value: Value | undefined): [number, Value][] {
  return value === undefined ? [] : [[key, value]];
}
