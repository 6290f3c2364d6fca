import { applyClasses } from '../core/annotations/classes.js';
import { namesMet } from '../core/annotations/rule-names.js';
import { optionsFor } from '../core/formats/formats.js';
import { objectsOfMaps } from '../core/formats/shared/mask-objects.js';
import { mergeAnnotations } from '../core/annotations/merge.js';
import type {
  DatasetPart,
  DeclaredSchema,
  LabelContext,
  LabelFile,
  LabelFormat,
  LabelProblem,
  LabelSchema,
} from '../core/formats/format.js';
import type { Annotations } from '../core/annotations/model.js';
import { ImageError, LabelError, ConcurrentUpdateError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import { contentHash, sha256 } from '../stores/sha256.js';
import type { Source, SourceLabels } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { asPng } from './mask-png.js';
import { outsideProblems } from './outside-objects.js';
import { writtenFormat } from './write-labels.js';

/** The bytes of a Source: with the Recipe, they decide what is made from it. */
export interface SourceBytes {
  /** If the hash was known, the first call reads the image. @throws ConcurrentUpdateError if it has changed by then */
  readonly image: () => Promise<Uint8Array>;
  readonly imageSha256: string;
  readonly labelFiles: readonly LabelFile[];
  /** SHA-256 of the labels and of the schemas that give them their meaning; null if there are none. */
  readonly labelsSha256: string | null;
}

/** What gives a Source's labels their meaning, and how they are written. */
interface Schemas {
  /** The schema that the Source's labels are read with. */
  readonly schema: LabelSchema;
  /** What the written labels declare, if that differs. */
  readonly declared?: DeclaredSchema | undefined;
  /** Packages of the label formats in use, if they do not come with this program. */
  readonly packages?: readonly NonNullable<LabelFormat['package']>[];
}

export function schemasOf(
  source: Source,
  { schema, declared }: Pick<Schemas, 'schema' | 'declared'>,
  recipe: Recipe,
): Schemas {
  const names = [source.labels?.format, writtenFormat(source, recipe)];
  const { formats } = recipe.modules;
  const packages = names.flatMap((name) => {
    const from = name ? formats.get(name).package : undefined;
    // Where the package lies is a fact about the machine.
    return from ? [{ name: from.name, version: from.version }] : [];
  });
  return { schema, declared, ...(packages.length > 0 && { packages }) };
}

export async function readSource(source: Source, schemas: Schemas, input: Store): Promise<SourceBytes> {
  const [{ image, imageSha256 }, ...found] = await Promise.all([
    readImage(source, input),
    ...(source.labels?.files ?? []).map(async ({ role, key }) => {
      const stored = await input.read(key);
      return stored && { role, key, bytes: stored.bytes, sha256: contentHash(stored) };
    }),
  ]);
  const labelFiles = found.filter((file) => file !== undefined);
  return {
    image,
    imageSha256,
    labelFiles: labelFiles.map(({ sha256: _, ...file }) => file),
    labelsSha256: source.labels ? hashLabels(partsOf(source.labels), labelFiles, schemas) : null,
  };
}

/** The hashes of `readSource`, with no file in memory. Files whose hashes are known are not read. */
export async function hashSource(
  source: Source,
  schemas: Schemas,
  input: Pick<Store, 'hash'>,
): Promise<Pick<SourceBytes, 'imageSha256' | 'labelsSha256'>> {
  const [imageSha256, ...found] = await Promise.all([
    source.known ?? hashNow(source.key, input),
    ...(source.labels?.files ?? []).map(async ({ role, key, known }) => {
      const hash = known ?? (await hashNow(key, input));
      return hash === undefined ? undefined : { role, key, sha256: hash };
    }),
  ]);
  if (imageSha256 === undefined) throw deletedMeanwhile(source);
  const labelFiles = found.filter((file) => file !== undefined);
  return {
    imageSha256,
    labelsSha256: source.labels ? hashLabels(partsOf(source.labels), labelFiles, schemas) : null,
  };
}

async function hashNow(key: string, input: Pick<Store, 'hash'>): Promise<string | undefined> {
  return (await input.hash(key))?.sha256;
}

function deletedMeanwhile({ key }: Source): ImageError {
  return new ImageError(`${key}: it was deleted after the input was listed`);
}

async function readImage(source: Source, input: Store): Promise<Pick<SourceBytes, 'image' | 'imageSha256'>> {
  const { key, known } = source;
  const read = async () => {
    const stored = await input.read(key);
    if (!stored) throw deletedMeanwhile(source);
    return stored;
  };
  if (known === undefined) {
    const stored = await read();
    return { image: () => Promise.resolve(stored.bytes), imageSha256: contentHash(stored) };
  }
  const readSame = async () => {
    const stored = await read();
    if (contentHash(stored) === known) return stored.bytes;
    throw new ConcurrentUpdateError(`${key}: it was changed after the input was listed`);
  };
  let image: Promise<Uint8Array> | undefined;
  return { image: () => (image ??= readSame()), imageSha256: known };
}

/** SHA-256 of everything that decides how labels are read and written, except the labels themselves. */
export function hashSchema(schemas: Schemas): string {
  return sha256(new TextEncoder().encode(JSON.stringify(decisive(schemas))));
}

/** What data-set files hold of a Source's labels, for `hashLabels`. */
export function partsOf({ part, further }: SourceLabels): unknown {
  return further ? [part, ...further.map((one) => one.part)] : part;
}

/**
 * SHA-256 of a Source's labels (its part of a data-set file, or its own files, whose keys decide where the output's
 * labels lie) and of what gives them their meaning.
 */
export function hashLabels(
  part: unknown,
  files: readonly (Pick<LabelFile, 'role' | 'key'> & { readonly sha256: string })[],
  schemas: Schemas,
): string {
  const lines = files.map(({ role, key, sha256: hash }) => `\n${role} ${hash} ${key}`);
  return sha256(JSON.stringify([part ?? null, ...decisive(schemas)]) + lines.join(''));
}

function decisive({ schema, declared, packages }: Schemas): readonly unknown[] {
  const { classes, keypoints, task, values } = schema;
  return [
    { classes, keypoints, task, values },
    ...(declared ? [declared] : []),
    ...(packages ? [{ packages }] : []),
  ];
}

export interface SourceLabelsRead {
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
  /** Names of the Recipe's rules that the labels have: see `namesMet`. */
  readonly met: readonly string[];
}

/**
 * The labels as Annotations, with the Recipe's classes applied.
 * @throws LabelError if nothing can be understood, if all labels are rejected, or if the Recipe makes a bad label fatal
 */
export async function readLabels(
  source: Source,
  { labelFiles }: Pick<SourceBytes, 'labelFiles'>,
  context: Omit<LabelContext, 'options'>,
  recipe: Recipe,
): Promise<SourceLabelsRead> {
  const { labels: rules } = recipe;
  if (!source.labels) return { annotations: emptyAnnotations(context), problems: [], met: [] };
  const { part, further = [] } = source.labels;
  const format = recipe.modules.formats.get(source.labels.format);
  const options = optionsFor(format, rules);
  const read = (input: DatasetPart | readonly LabelFile[]) => format.read(input, { ...context, options });
  const first = read(part ?? (await Promise.all(labelFiles.map((file) => asPng(file, recipe)))));
  const others = further.map(({ part: other, dataset }) => ({ dataset, ...read(other) }));
  const problems = [first, ...others].flatMap((reading) => reading.problems);
  const annotations = mergeAnnotations(first.annotations, others);
  const rejected = problems.find(({ severity }) => severity === 'rejected');
  if (rejected && rules.on_error === 'fatal') throw new LabelError(rejected, rejected.reason);
  // Written without labels, the image would say that there is nothing in it.
  if (rejected && isEmpty(annotations))
    throw new LabelError(rejected, `none of its labels can be used: ${rejected.reason}`);
  const shown = withObjects(source, annotations, recipe);
  const file = source.labels.files[0]?.key ?? source.labels.dataset ?? source.key;
  const renamed = applyClasses(shown, rules.classes);
  return {
    annotations: renamed,
    met: namesMet(shown, renamed, rules),
    problems: [...problems, ...outsideProblems(annotations, file)],
  };
}

/**
 * Label maps become objects if the written format holds polygons and no label maps, or folders tell the classes. Where the labels have objects
 * besides, these count.
 * @throws LabelError if nothing shows the classes of the objects
 */
function withObjects(source: Source, annotations: Annotations, recipe: Recipe): Annotations {
  const { labelMaps, objects } = annotations;
  if (labelMaps.length === 0 || objects.length > 0 || !wantsObjects(source, recipe)) return annotations;
  const named = Object.keys(recipe.labels.classes.rename);
  return { ...annotations, objects: objectsOfMaps(annotations, source.key, named), labelMaps: [] };
}

function wantsObjects(source: Source, recipe: Recipe): boolean {
  const name = writtenFormat(source, recipe);
  if (name === null) return hasClassFolders(recipe);
  const { holds } = recipe.modules.formats.get(name);
  return !holds.labelMaps && holds.polygons;
}

function isEmpty({ objects, labelMaps, tags }: Annotations): boolean {
  return objects.length === 0 && labelMaps.length === 0 && tags.length === 0;
}

function emptyAnnotations({ width, height }: Pick<LabelContext, 'width' | 'height'>): Annotations {
  return { width, height, objects: [], labelMaps: [], tags: [] };
}
