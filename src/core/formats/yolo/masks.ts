import type { Document } from 'yaml';
import type { LabelSchema, WrittenSchema } from '../format.js';

/** The keys of a `data.yaml` whose labels are masks: Ultralytics' data sets for semantic segmentation. */
const FOLDER = 'masks_dir';
const MAPPING = 'label_mapping';

/** Ultralytics' value of pixels to ignore, and its name for it. */
const IGNORE = 255;
const IGNORED = 'ignore_label';
/** Ultralytics reads masks of 8 bits. */
const VALUES = 256;

type Content = Readonly<Record<string, unknown>>;

/** The folder that stands in place of `images` in the paths of the masks; undefined if the labels are no masks. */
export function maskFolderOf(content: Content): string | undefined {
  const folder = content[FOLDER];
  const isInside = typeof folder === 'string' && !/^$|^[/\\]|^[a-z]:|\.\./i.test(folder);
  return isInside ? folder.replace(/^(\.\/)+|\/+$/g, '') : undefined;
}

/**
 * What the values of the masks stand for: a value is the position of its class, after `label_mapping`. In a data set of
 * one class, 0 is the background and 1 the class.
 */
export function maskValuesOf(content: Content, classes: number): NonNullable<LabelSchema['values']> {
  const mapping = content[MAPPING];
  const mapped = new Map(
    Object.entries(typeof mapping === 'object' && mapping !== null ? mapping : {}).map(([from, to]) => [
      Number(from),
      to === IGNORED || to === null ? IGNORE : Number(to),
    ]),
  );
  const first = classes === 1 ? 1 : 0;
  const entries = Array.from({ length: VALUES }, (_, value) => {
    const position = mapped.get(value) ?? value;
    if (position === IGNORE) return [value, null] as const;
    return position >= first && position < classes + first ? ([value, position - first] as const) : undefined;
  });
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

/** The names of a `data.yaml` whose labels stay masks: each stays at its position, since values name classes by it. */
export function namesAtTheirPlaces(
  before: readonly string[],
  { classes, origins = [] }: WrittenSchema,
): readonly string[] {
  const renamed = new Map(origins.map((origin, i) => [origin, classes[i]!]));
  return before.map((name, position) => renamed.get(position) ?? name);
}

/** Takes out what says that the labels are masks. */
export function withoutMasks(document: Document): void {
  document.delete(FOLDER);
  document.delete(MAPPING);
}
