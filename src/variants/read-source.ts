import { createHash } from 'node:crypto';
import { applyClasses } from '../core/annotations/classes.js';
import { formats } from '../core/formats/index.js';
import type {
  DeclaredSchema,
  LabelContext,
  LabelFile,
  LabelProblem,
  LabelSchema,
} from '../core/formats/format.js';
import type { Annotations } from '../core/annotations/model.js';
import { ImageError, LabelError, ConcurrentUpdateError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { sha256 } from '../stores/sha256.js';
import type { Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';

/** A Source's bytes: all that decides what is made of it, besides the Recipe. */
export interface SourceBytes {
  /** Read when asked for, where its hash was known before. @throws ConcurrentUpdateError where it is another by then */
  readonly image: () => Promise<Uint8Array>;
  readonly imageSha256: string;
  readonly labelFiles: readonly LabelFile[];
  /** Of the labels and of what gives them their meaning; null where there are none. */
  readonly labelsSha256: string | null;
}

interface Schemas {
  /** As the Source's labels are read. */
  readonly schema: LabelSchema;
  /** As they are written, where that differs. */
  readonly declared?: DeclaredSchema | undefined;
}

export async function readSource(source: Source, schemas: Schemas, input: Store): Promise<SourceBytes> {
  const [{ image, imageSha256 }, ...found] = await Promise.all([
    readImage(source, input),
    ...(source.labels?.files ?? []).map(async ({ role, key }) => ({
      role,
      key,
      file: await input.read(key),
    })),
  ]);
  const labelFiles = found.flatMap(({ role, key, file }) => (file ? [{ role, key, bytes: file.bytes }] : []));
  return {
    image,
    imageSha256,
    labelFiles,
    labelsSha256: source.labels ? hashLabels(source.labels.part, labelFiles, schemas) : null,
  };
}

async function readImage(
  { key, known }: Source,
  input: Store,
): Promise<Pick<SourceBytes, 'image' | 'imageSha256'>> {
  const read = async () => {
    const stored = await input.read(key);
    if (!stored) throw new ImageError(`${key}: it is gone; it was there when it was looked for`);
    return stored.bytes;
  };
  if (known === undefined) {
    const bytes = await read();
    return { image: () => Promise.resolve(bytes), imageSha256: sha256(bytes) };
  }
  const readSame = async () => {
    const bytes = await read();
    if (sha256(bytes) === known) return bytes;
    throw new ConcurrentUpdateError(`${key}: it was changed since it was looked for`);
  };
  let image: Promise<Uint8Array> | undefined;
  return { image: () => (image ??= readSame()), imageSha256: known };
}

/** Of all that decides how labels are read and written, but for the labels themselves. */
export function hashSchema({ schema, declared }: Schemas): string {
  const { classes, keypoints, task } = schema;
  return sha256(
    new TextEncoder().encode(JSON.stringify([{ classes, keypoints, task }, ...(declared ? [declared] : [])])),
  );
}

/** Of a Source's labels: its part of a data-set file, or the files of its own. */
export function hashLabels(
  part: unknown,
  files: readonly LabelFile[],
  { schema, declared }: Schemas,
): string {
  const hash = createHash('sha256');
  const { classes, keypoints, task } = schema;
  hash.update(JSON.stringify([part ?? null, { classes, keypoints, task }, ...(declared ? [declared] : [])]));
  for (const { role, bytes } of files) hash.update(`\n${role} ${bytes.length}\n`).update(bytes);
  return hash.digest('hex');
}

export interface SourceLabelsRead {
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
}

/**
 * The labels as Annotations, with the Recipe's classes applied.
 * @throws LabelError where nothing can be understood, or where the Recipe says that a bad label is fatal
 */
export function readLabels(
  source: Source,
  { labelFiles }: Pick<SourceBytes, 'labelFiles'>,
  context: LabelContext,
  rules: Recipe['labels'],
): SourceLabelsRead {
  if (!source.labels) return { annotations: emptyAnnotations(context), problems: [] };
  const { format, part } = source.labels;
  const { annotations, problems } = formats[format].read(part ?? labelFiles, context);
  const rejected = problems.find(({ severity }) => severity === 'rejected');
  if (rejected && rules.on_error === 'fatal') throw new LabelError(rejected, rejected.reason);
  return { annotations: applyClasses(annotations, rules.classes), problems };
}

function emptyAnnotations({ width, height }: LabelContext): Annotations {
  return { width, height, objects: [], labelMaps: [], tags: [] };
}
