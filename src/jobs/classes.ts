import { formats } from '../core/annotations/formats/index.js';
import type { FormatName, LabelFile } from '../core/annotations/formats/format.js';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { outputSchema, writtenFormat } from './write-labels.js';

/** Formats that write a class as its place in a list. */
const BY_INDEX: readonly FormatName[] = ['yolo', 'coco', 'mask'];

/** No label lies beyond this: for reading names where the picture's size does not matter. */
const ANY_SIZE = 1_000_000;

/**
 * The order of classes in the labels to be written; undefined where each Source's own data-set file has it.
 * A list in the Recipe comes first; then what the data-set files declare; then the names in the labels, sorted.
 */
export async function chooseClasses(
  input: Store,
  dataset: Dataset,
  recipe: Recipe,
): Promise<string[] | undefined> {
  const { names } = recipe.labels.classes;
  if (names.length > 0) return [...names];
  const needing = dataset.sources.filter((source) => needsList(source, dataset, recipe));
  if (needing.length === 0) return undefined;
  const declared = dataset.files.flatMap(
    ({ schema }) => outputSchema(schema, recipe.labels, undefined).classes,
  );
  const found = new Set<string>();
  for (const source of needing) for (const name of await classesIn(source, input)) found.add(name);
  const { classes } = outputSchema({ classes: [...found].sort() }, recipe.labels, undefined);
  return [...new Set([...declared, ...classes])];
}

function needsList(source: Source, dataset: Dataset, recipe: Recipe): boolean {
  const format = writtenFormat(source, recipe.labels);
  if (!format || !BY_INDEX.includes(format) || source.labels?.format === format) return false;
  return schemaOf(source, dataset.files).classes.length === 0 || dataset.files.length > 1;
}

/** A file that cannot be read is passed over here; its Source fails by name when its turn comes. */
async function classesIn(source: Source, input: Store): Promise<string[]> {
  const { format, files, part } = source.labels!;
  const labels: LabelFile[] = [];
  for (const { role, key } of files.filter((file) => file.role === 'labels')) {
    const stored = await input.read(key);
    if (stored) labels.push({ role, key, bytes: stored.bytes });
  }
  const context = {
    image: source.key,
    width: ANY_SIZE,
    height: ANY_SIZE,
    channels: 3,
    schema: { classes: [] },
    vocOrigin: 'auto',
  } as const;
  try {
    const { annotations } = formats[format].read(part ?? labels, context);
    return [...annotations.objects.map((object) => object.class), ...annotations.tags];
  } catch (error) {
    if (error instanceof AugmentError) return [];
    throw error;
  }
}
