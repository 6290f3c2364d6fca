import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { DeclaredSchema, FormatName, LabelSchema } from '../core/formats/format.js';
import { taskOfObjects } from '../core/formats/yolo/write.js';
import type { AnnotatedObject, Annotations } from '../core/annotations/model.js';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import { inBatches } from '../stores/in-batches.js';
import type { Store } from '../stores/store.js';
import { readLabels, readSource } from '../variants/read-source.js';
import { outputSchema, writtenFormat } from '../variants/write-labels.js';

/** Photos with their labels, any of which may be large. */
const READ_AT_ONCE = 8;

/** Formats that write a class as its place in a list. */
const BY_INDEX: readonly FormatName[] = ['yolo', 'coco', 'mask'];

/**
 * What all labels written have in common, where they come from several formats or from one without a list of classes;
 * undefined where each Source's own data-set file says it. A list of classes in the Recipe comes first; then what the
 * data-set files declare; then the names in the labels, sorted. YOLO's task is one for all: pose where a file declares
 * keypoints or most objects have some, else segment where any has a polygon or mask, else boxes.
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
  for await (const found of inBatches(concerned, READ_AT_ONCE, read)) labels.push(...found);
  const schemas = usedSchemas(concerned, dataset).map((schema) => outputSchema(schema, recipe.labels));
  const objects = labels.flatMap((annotations) => annotations.objects);
  const found = new Set([...objects.map((object) => object.class), ...labels.flatMap(({ tags }) => tags)]);
  const declared = schemas.flatMap(({ classes }) => classes);
  const keypoints =
    schemas.find((schema) => schema.keypoints)?.keypoints ??
    (isMostlyPosed(objects) ? keypointsOf(objects) : undefined);
  return {
    classes: names.length > 0 ? names : [...new Set([...declared, ...[...found].sort()])],
    ...(keypoints && { keypoints }),
    task: keypoints ? 'pose' : taskOfObjects(objects.map(withoutKeypoints), { classes: [] }),
  };
}

/** True where labels cannot be written before all of the data set's were seen. */
export function needsDeclared(source: Source, recipe: Recipe): boolean {
  return isByIndex(source, recipe) && source.labels?.format !== writtenFormat(source, recipe.labels);
}

function isByIndex(source: Source, recipe: Recipe): boolean {
  const format = writtenFormat(source, recipe.labels);
  return format !== null && BY_INDEX.includes(format);
}

function usedSchemas(sources: readonly Source[], { files }: Dataset): LabelSchema[] {
  const used = new Set(sources.map(({ labels }) => labels?.dataset));
  return files.filter(({ key }) => used.has(key)).map(({ schema }) => schema);
}

/** Without their pictures' sizes masks cannot be read. A Source that fails is passed over; its turn comes, by name. */
async function annotationsOf(
  source: Source,
  dataset: Dataset,
  recipe: Recipe,
  input: Store,
): Promise<Annotations[]> {
  const schema = schemaOf(source, dataset.files);
  try {
    const bytes = await readSource(source, { schema }, input);
    const { limits, decode } = recipe;
    const info = await inspect(
      await bytes.image(),
      { name: source.key, limits, exif: decode.exif },
      codecsOf(recipe),
    );
    const context = {
      image: source.key,
      ...info.frame,
      channels: info.channels,
      schema,
      vocOrigin: recipe.labels.voc_origin,
    };
    return [withoutPixels(readLabels(source, bytes, context, recipe.labels).annotations)];
  } catch (error) {
    if (error instanceof AugmentError) return [];
    throw error;
  }
}

/** That there is a bitmap is all that counts here; those of a whole data set would fill the memory. */
function withoutPixels(annotations: Annotations): Annotations {
  const objects = annotations.objects.map(({ extra: _, bitmap, ...object }) => ({
    ...object,
    ...(bitmap && { bitmap: { width: 0, height: 0, data: new Uint8Array() } }),
  }));
  return { ...annotations, objects, labelMaps: [] };
}

/** A few keypoints among many polygons or boxes do not make a data set of poses. */
function isMostlyPosed(objects: readonly AnnotatedObject[]): boolean {
  return 2 * objects.filter(({ box, keypoints }) => box && keypoints).length > objects.length;
}

function withoutKeypoints({ keypoints: _, ...object }: AnnotatedObject): AnnotatedObject {
  return object;
}

/** Names in the order in which they occur; without names, as many as the object with the most. */
function keypointsOf(objects: readonly AnnotatedObject[]): LabelSchema['keypoints'] {
  const lists = objects.flatMap(({ box, keypoints }) => (box && keypoints ? [keypoints] : []));
  const names = new Set(lists.flat().flatMap(({ name }) => name ?? []));
  if (names.size > 0) return { count: names.size, dimensions: 3, names: [...names] };
  return { count: Math.max(...lists.map(({ length }) => length)), dimensions: 3 };
}
