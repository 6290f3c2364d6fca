import { discover } from '../dataset/discover.js';
import { ENGINE, listRecords } from '../dataset/record.js';
import type { SourceRecord } from '../dataset/record.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import { assemble } from './assemble.js';
import type { Assembled } from './assemble.js';
import { wantedVariants } from './augment-source.js';
import type { JobContext } from './augment-source.js';
import { chooseSchema } from './choose-schema.js';
import { readTraits, refreshDataset } from './dataset-state.js';
import { clearFailure, listFailures, recordFailure } from './failures.js';
import { hashLabels, hashSchema } from './read-source.js';
import { removeSource } from './remove-source.js';
import { clearUndecided, listUndecided } from './undecided.js';
import { writtenFormat } from './write-labels.js';
import type { DeclaredSchema } from './write-labels.js';

export type SettleContext = Pick<JobContext, 'places' | 'recipe' | 'digest'>;

export interface Settled {
  readonly photos: number;
  /** Photos that are not as they should be, by all that can be told without reading them. */
  readonly asked: number;
  readonly removed: readonly string[];
  readonly assembled: Assembled;
}

/**
 * Looks at the whole data set at once, as uploads cannot: finds out what its files declare, asks for every photo that
 * is not as it should be, removes what was made of those that are gone, and writes the files about the whole output.
 * So a lost event, a changed recipe or photos that were there before the function are made good by the next call.
 * @param ask to have photos brought up to date, some at a time
 */
export async function settle(
  context: SettleContext,
  ask: (keys: readonly string[]) => Promise<void>,
): Promise<Settled> {
  const { places } = context;
  const undecided = await listUndecided(places.state);
  const { dataset, declared } = await refresh(context);
  await settleFailures(dataset, context);
  const { due, orphans } = await compare(dataset, declared, context);
  await ask([...new Set([...due, ...undecided.map(({ key }) => key)])]);
  await Promise.all(undecided.map((one) => clearUndecided(places.state, one)));
  const removed: string[] = [];
  const returned: string[] = [];
  for (const key of orphans) {
    removed.push(...(await removeSource(places, key)));
    // It may have come back since the listing, and whoever was to make its outputs have found them in place.
    if (await places.input.look(key)) returned.push(key);
  }
  if (returned.length > 0) await ask(returned);
  const assembled = await assemble(places, 'remove');
  return { photos: dataset.sources.length, asked: due.length + returned.length, removed, assembled };
}

/** Finds out anew what is known of the whole data set. */
export function refresh({ places, recipe }: Pick<SettleContext, 'places' | 'recipe'>) {
  return refreshDataset(places.state, recipe, async () => {
    const dataset = await discover(places.input, recipe);
    return { dataset, declared: await chooseSchema(places.input, dataset, recipe) };
  });
}

/** What the listing itself shows to be wrong; and what was wrong with files that are no more. */
async function settleFailures(
  { sources, failures }: Dataset,
  { places: { state }, digest }: SettleContext,
): Promise<void> {
  const { dataset } = await readTraits(state);
  for (const { key, reason } of failures)
    await recordFailure(state, { key, reason, recipe: digest, dataset });
  const present = new Set([...sources, ...failures].map(({ key }) => key));
  for (const { key } of await listFailures(state)) if (!present.has(key)) await clearFailure(state, key);
}

async function compare(
  dataset: Dataset,
  declared: DeclaredSchema | undefined,
  { places: { state }, recipe, digest }: SettleContext,
): Promise<{ due: string[]; orphans: string[] }> {
  const known = (await readTraits(state)).dataset;
  const tried = (await listFailures(state)).filter((one) => one.recipe === digest && one.dataset === known);
  const failed = new Set([...tried, ...dataset.failures].map(({ key }) => key));
  const missing = new Map(dataset.sources.map((source) => [source.key, source]));
  const due: string[] = [];
  const orphans: string[] = [];
  for await (const record of listRecords(state)) {
    const source = missing.get(record.key);
    missing.delete(record.key);
    if (!source && !failed.has(record.key)) orphans.push(record.key);
    else if (source && !agrees(record, source)) due.push(record.key);
  }
  due.push(...missing.keys());
  return { due: due.filter((key) => !failed.has(key)), orphans };

  /** As far as can be told from the Record and the listing. */
  function agrees(record: SourceRecord, source: Source): boolean {
    const { labels } = source;
    const schemas = { schema: schemaOf(source, dataset.files), declared };
    return (
      record.engine === ENGINE &&
      record.variants.length === wantedVariants(source, recipe).length &&
      record.recipe === digest &&
      record.role === source.role &&
      record.split === source.split &&
      record.dataset === labels?.dataset &&
      record.format === writtenFormat(source, recipe.labels) &&
      record.schema === (labels && hashSchema(schemas)) &&
      (!labels?.part || record.labels === hashLabels(labels.part, [], schemas))
    );
  }
}
