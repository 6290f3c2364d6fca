import { withoutDoubles } from '../core/annotations/merge.js';
import { countObjectsByClass } from '../dataset/class-counts.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { sameIdentity } from '../state/record.js';
import { openSource } from '../variants/open-source.js';
import { hashSource, readSource, schemasOf } from '../variants/read-source.js';
import { identify } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import type { RecordedSource } from './find-unchanged.js';

/** What the labels of one Source have, by its Record if that was made from the same image, labels and Recipe. */
export async function countSource(
  { recorded, ...source }: RecordedSource,
  context: JobContext,
): Promise<readonly ObjectCount[]> {
  const { stores, recipe, digest } = context;
  const schema = context.schemaOf(source);
  if (recorded) {
    const schemas = schemasOf(source, { schema, declared: context.declared }, recipe);
    const now = identify(source, await hashSource(source, schemas, stores.input), digest);
    if (sameIdentity(recorded, now)) return recorded.objects;
  }
  const bytes = await readSource(source, { schema }, stores.input);
  const { annotations } = await openSource(source, bytes, { recipe, schema });
  return countObjectsByClass(withoutDoubles(annotations));
}
