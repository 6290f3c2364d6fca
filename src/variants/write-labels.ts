import { changeClasses, identitiesOf, identityKey } from '../core/annotations/class-identity.js';
import type {
  DeclaredSchema,
  LabelRole,
  LabelSchema,
  WriteContext,
  WrittenSchema,
} from '../core/formats/format.js';
import { optionsFor } from '../core/formats/formats.js';
import { withoutDoubles } from '../core/annotations/merge.js';
import type { Annotations } from '../core/annotations/model.js';
import type { Recipe } from '../core/recipe/schema.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import { labelKeyFor } from '../dataset/layout.js';
import { moveLabelKey } from '../dataset/placement.js';
import type { Source } from '../dataset/source.js';
import { nameOf, splitEnding } from '../core/keys.js';
import type { Output } from '../stores/store.js';

/** The format that a Source's labels are written in; null if it has none, or folders tell the classes. */
export function writtenFormat(source: Source, recipe: Pick<Recipe, 'labels' | 'tiles'>): string | null {
  if (!source.labels || hasClassFolders(recipe)) return null;
  const { write } = recipe.labels;
  return write === 'same' ? source.labels.format : write;
}

/** What the output's labels declare: the Source's classes without dropped ones, under their new names. */
export function outputSchema(
  schema: LabelSchema,
  { classes: rules }: Recipe['labels'],
  declared?: DeclaredSchema,
): WrittenSchema {
  const changed = changeClasses(schema.classes, rules);
  if (!declared) return { ...schema, ...changed };
  const positions = new Map(identitiesOf(changed.classes).map((one, i) => [identityKey(one), i]));
  const origins = identitiesOf(declared.classes).map((one) => {
    return changed.origins[positions.get(identityKey(one)) ?? -1];
  });
  return { ...schema, ...declared, origins };
}

/** The label files of one output. They lie relative to it as the Source's label files to the Source. */
export function writeLabels(
  source: Source,
  annotations: Annotations,
  output: Output,
  context: Omit<WriteContext, 'fileName' | 'imageBytes' | 'image' | 'options'>,
  recipe: Recipe,
): Output[] {
  const name = writtenFormat(source, recipe);
  if (!name) return [];
  const format = recipe.modules.formats.get(name);
  const labelsKey = outputLabelKey(source, output.key, name, 'labels', recipe);
  const files = format.write(withoutDoubles(annotations), {
    ...context,
    ...(labelsKey !== undefined && { labelsKey }),
    options: optionsFor(format, recipe.labels),
    image: output.key,
    fileName: nameOf(output.key),
    imageBytes: output.bytes,
  });
  const wanted = files.filter(
    ({ role }) => role !== 'labels' || annotations.objects.length > 0 || hasOwnFile(source, name),
  );
  return wanted.flatMap((file) => {
    const key = outputLabelKey(source, output.key, name, file.role, recipe);
    return key === undefined ? [] : [{ key, bytes: file.bytes }];
  });
}

/** An empty label file is written only where the Source has one, as it says that nothing is there. */
function hasOwnFile({ labels }: Source, format: string): boolean {
  const own = labels?.format === format ? labels.files : [];
  return own.length === 0 || own.some(({ role }) => role === 'labels');
}

function outputLabelKey(
  { key, labels }: Source,
  outputKey: string,
  format: string,
  role: LabelRole,
  recipe: Recipe,
): string | undefined {
  const { formats } = recipe.modules;
  const own = labels?.format === format && labels.files.find((file) => file.role === role);
  if (!own) return labelKeyFor(outputKey, format, role, formats);
  const moved = moveLabelKey(own.key, key, outputKey);
  const { stem, ending } = splitEnding(moved);
  const written = formats.get(format).files[role] ?? ending;
  return ending.toLowerCase() === written ? moved : stem + written;
}

/**
 * Parts of the labels that the written format cannot hold, in words for the user. `keepWritable` counts the objects that
 * it cannot hold.
 */
export function labelLosses(
  source: Source,
  { objects, labelMaps }: Annotations,
  schema: LabelSchema,
  recipe: Recipe,
): string[] {
  const name = writtenFormat(source, recipe);
  if (!name || name === source.labels?.format) return [];
  const { formats } = recipe.modules;
  const { holds } = formats.get(name);
  const unplaced = labelMaps.filter(({ kind }) => !labelKeyFor(source.key, name, kind, formats));
  const hasKeypoints = objects.some(({ keypoints }) => keypoints);
  const isUndeclared = holds.keypoints === 'declared' && !schema.keypoints;
  return [
    hasKeypoints && isUndeclared && 'its keypoints are not written: most objects have none',
    hasKeypoints && !holds.keypoints && `its keypoints are not written: ${name} has none`,
    labelMaps.length > 0 && !holds.labelMaps && `its masks are not written: ${name} has none`,
    ...unplaced.map(
      ({ kind }) =>
        holds.labelMaps && `its ${kind} mask is not written: ${name} has no folder for it in this layout`,
    ),
  ].flatMap((loss) => loss || []);
}

/** What the written format cannot tell apart, in words for the user; true of the whole data set. */
export function identityLosses(source: Source, { objects }: Annotations, recipe: Recipe): string[] {
  const name = writtenFormat(source, recipe);
  if (!name || recipe.modules.formats.get(name).classesByIndex) return [];
  const names = new Set(objects.flatMap((object) => (object.twin === undefined ? [] : [object.class])));
  return [...names].map(
    (twins) => `several classes are called '${twins}', and become one: ${name} tells classes by their names`,
  );
}

/** Rules of the Recipe that cannot act on a mask, because nothing names its values; true of the whole data set. */
export function rulesWithoutNames({ labelMaps }: Annotations, { labels }: Recipe): string[] {
  const { swap, classes } = labels;
  const asked = {
    'labels.swap': swap,
    'labels.classes.rename': classes.rename,
    'labels.classes.drop': classes.drop,
  };
  const rules = Object.entries(asked).flatMap(([rule, names]) =>
    Object.keys(names).length > 0 ? [rule] : [],
  );
  const isUnnamed = labelMaps.some((map) => map.kind === 'semantic' && !map.classes);
  if (rules.length === 0 || !isUnnamed) return [];
  return [`${rules.join(', ')}: masks stay as they are, because no labelmap.txt names their values`];
}
