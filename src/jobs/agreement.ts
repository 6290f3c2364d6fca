import type { DeclaredSchema } from '../core/formats/format.js';
import { schemaOf } from '../dataset/source.js';
import type { DatasetFile, Source } from '../dataset/source.js';
import { ENGINE } from '../state/record.js';
import type { LabelledSummary } from '../state/record.js';
import { hashLabels, hashSchema, partsOf, schemasOf } from '../variants/read-source.js';
import { writtenFormat } from '../variants/write-labels.js';
import { hasSameDatasets, hasVariants, labelFilesOf, wantedVariants } from './augment-source.js';
import type { JobContext } from './augment-source.js';

/** What the files about the whole data set declare. */
interface Declared {
  readonly files: readonly DatasetFile[];
  readonly declared: DeclaredSchema | undefined;
}

/** @returns whether a Record is that of a Source, as far as the Record and a listing show it */
export function agreement(
  { files, declared }: Declared,
  { recipe, digest }: Pick<JobContext, 'recipe' | 'digest'>,
): (record: LabelledSummary, source: Source) => boolean {
  return (record, source) => {
    const { labels } = source;
    const schemas = schemasOf(source, { schema: schemaOf(source, files), declared }, recipe);
    return (
      record.engine === ENGINE &&
      hasVariants(record, wantedVariants(source, recipe)) &&
      record.leftOut === source.leftOut &&
      record.recipe === digest &&
      record.role === source.role &&
      record.split === source.split &&
      hasSameDatasets(record, source) &&
      record.labelFiles.join('\n') === labelFilesOf(source).join('\n') &&
      record.format === writtenFormat(source, recipe) &&
      record.schema === (labels && hashSchema(schemas)) &&
      (!labels?.part || record.labels === hashLabels(partsOf(labels), [], schemas))
    );
  };
}
