import { formatPosition } from '../core/errors.js';
import type { LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { WritableCodec } from '../core/image-codec.js';
import type { RecordedVariant } from '../state/record.js';
import type { OpenedSource } from './open-source.js';
import { identityLosses, labelLosses, rulesWithoutNames } from './write-labels.js';

interface WrittenAs {
  readonly imageCodec: WritableCodec;
  /** What the written labels declare. */
  readonly schema: LabelSchema;
  readonly recipe: Recipe;
}

/** What the user should know about one Source and its variants, one line each. Lines without its key hold for all. */
export function sourceNotes(
  opened: OpenedSource,
  variants: readonly RecordedVariant[],
  written: WrittenAs,
): string[] {
  const { source, info, problems } = opened;
  const labels = problems.map(
    (problem) => `${formatPosition(problem)}: ${problem.reason} (${problem.severity})`,
  );
  const reported = new Set(variants.flatMap(({ report }) => report.warnings));
  const general = new Set(variants.flatMap(({ report }) => report.datasetWarnings));
  const ofSource = (note: string): string => `${source.key}: ${note}`;
  return [
    ...labels,
    ...info.warnings,
    ...lossesOf(opened, variants, written).map(ofSource),
    ...[...reported].map(ofSource),
    ...general,
    ...identityLosses(source, opened.annotations, written.recipe),
    ...rulesWithoutNames(opened.annotations, written.recipe),
  ];
}

/** Parts of the Source that the output's formats cannot hold. */
function lossesOf(
  { source, info, annotations }: OpenedSource,
  variants: readonly RecordedVariant[],
  { imageCodec, schema, recipe }: WrittenAs,
): string[] {
  const isEncoded = variants.some(({ plan }) => plan);
  const imageLoss = isEncoded ? imageCodec.encodingLoss?.(info) : undefined;
  return [
    ...(imageLoss === undefined ? [] : [imageLoss]),
    ...labelLosses(source, annotations, schema, recipe),
  ];
}
