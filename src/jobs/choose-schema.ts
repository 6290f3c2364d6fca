import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { unionOfNames } from '../core/annotations/keypoint-order.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { AnnotatedObject, Annotations } from '../core/annotations/model.js';
import { withoutDoubles } from '../core/annotations/merge.js';
import { otherSide } from '../core/annotations/sides.js';
import { namesOfOtherSides } from '../core/annotations/swap.js';
import { AugmentError } from '../core/errors.js';
import { compareKeys } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { datasetsOf, schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';
import { readLabels, readSource } from '../variants/read-source.js';
import { outputSchema, writtenFormat } from '../variants/write-labels.js';

/** Images with their labels, which may be large. */
const READ_AT_ONCE = 8;

/**
 * What all written labels declare in common, if they are converted to a format that names classes by their index;
 * undefined if each Source's own data-set file declares it. The classes are those of the Recipe; else those that the
 * data-set files declare, followed by the other names in the labels, sorted. Keypoints are declared if a data-set file
 * declares some, or if most objects have some.
 */
export async function chooseSchema(
  input: Store,
  dataset: Dataset,
  recipe: Recipe,
): Promise<DeclaredSchema | undefined> {
  const { names } = recipe.labels.classes;
  const concerned = dataset.sources.filter((source) => isByIndex(source, recipe));
  if (!concerned.some((source) => needsDeclared(source, recipe)))
    return names.length > 0 ? { classes: names } : undefined;

  const labels: Annotations[] = [];
  const read = (source: Source) => annotationsOf(source, dataset, recipe, input);
  for await (const found of inBatches(concerned, READ_AT_ONCE, read)) if (found) labels.push(found);
  const schemas = usedSchemas(concerned, dataset).map((schema) => outputSchema(schema, recipe.labels));
  const objects = labels.flatMap((annotations) => annotations.objects);
  const found = new Set([
    ...objects.map((object) => object.class),
    ...labels.flatMap(({ tags }) => tags),
    ...namesOfOtherSides({ objects }),
  ]);
  const lists = [...schemas.map(({ classes }) => classes), [...found].sort(compareNames)];
  const keypoints =
    schemas.find((schema) => schema.keypoints)?.keypoints ??
    (isMostlyPosed(objects) ? keypointsOf(objects) : undefined);
  const task = recipe.modules.formats.get(recipe.labels.write).chooseTask?.(objects, keypoints);
  return {
    classes: names.length > 0 ? names : unionOfNames(lists),
    ...(keypoints && { keypoints }),
    ...(task !== undefined && { task }),
  };
}

/** True if a Source's labels can be written only after all labels of the data set were read. */
export function needsDeclared(source: Source, recipe: Recipe): boolean {
  return isByIndex(source, recipe) && source.labels?.format !== writtenFormat(source, recipe);
}

function isByIndex(source: Source, recipe: Recipe): boolean {
  const format = writtenFormat(source, recipe);
  return format !== null && recipe.modules.formats.get(format).classesByIndex;
}

function usedSchemas(sources: readonly Source[], { files }: Dataset): LabelSchema[] {
  const used = new Set(sources.flatMap(datasetsOf));
  return files.filter(({ key }) => used.has(key)).map(({ schema }) => schema);
}

/** The image is read for its size, which masks need. A Source that fails is skipped here; its own job reports it. */
async function annotationsOf(
  source: Source,
  dataset: Dataset,
  recipe: Recipe,
  input: Store,
): Promise<Annotations | undefined> {
  const schema = schemaOf(source, dataset.files);
  try {
    const bytes = await readSource(source, { schema }, input);
    const { limits, decode } = recipe;
    const info = await inspect(
      await bytes.image(),
      { name: source.key, limits, ...decode },
      codecsOf(recipe),
    );
    const context = { image: source.key, ...info.frame, channels: info.planes ?? info.channels, schema };
    const { annotations } = await readLabels(source, bytes, context, recipe);
    return withoutOutlines(withoutDoubles(annotations));
  } catch (error) {
    if (error instanceof AugmentError) return undefined;
    throw error;
  }
}

/** Keeps only the fact that there are outlines. Those of a whole data set would fill the memory. */
function withoutOutlines(annotations: Annotations): Annotations {
  const objects = annotations.objects.map(({ extra: _, bitmap, polygons, ...object }) => ({
    ...object,
    ...(polygons && { polygons: [] }),
    ...(bitmap && { bitmap: { width: 0, height: 0, data: new Uint8Array() } }),
  }));
  return { ...annotations, objects, labelMaps: [] };
}

/** Numbers come first, in their order: masks without names have classes `1`, `2`, … `10`. */
function compareNames(a: string, b: string): number {
  const [m, n] = [a, b].map((name) => (/^\d+$/.test(name) ? Number(name) : Infinity));
  return m === n ? compareKeys(a, b) : m! - n!;
}

/** A few keypoints among many polygons or boxes do not make a data set of poses. */
function isMostlyPosed(objects: readonly AnnotatedObject[]): boolean {
  return 2 * objects.filter(({ box, keypoints }) => box && keypoints).length > objects.length;
}

/** Without names, as many as the object with most keypoints has. */
function keypointsOf(objects: readonly AnnotatedObject[]): LabelSchema['keypoints'] {
  const lists = objects.flatMap(({ box, keypoints }) => (box && keypoints ? [keypoints] : []));
  const named = lists.map((list) => list.flatMap(({ name }) => name ?? []));
  const names = unionOfNames([
    ...named,
    ...named.map((list) => list.flatMap((name) => otherSide(name) ?? [])),
  ]);
  if (names.length > 0) return { count: names.length, dimensions: 3, names };
  return { count: lists.reduce((most, { length }) => Math.max(most, length), 0), dimensions: 3 };
}
