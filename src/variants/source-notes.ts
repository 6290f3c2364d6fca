import { formatPosition } from '../core/errors.js';
import type { DeclaredSchema, FormatName } from '../core/formats/format.js';
import type { WritableCodec } from '../core/image-codec.js';
import type { RecordedVariant } from '../state/record.js';
import type { OpenedSource } from './open-source.js';

interface WrittenAs {
  readonly image: WritableCodec;
  readonly labels: FormatName | null;
  readonly declared?: DeclaredSchema;
}

/** Formats that label maps can be written in. */
const MASK_FORMATS: readonly (FormatName | null)[] = ['voc', 'mask'];

/** What the user should know about one Source and its variants, a line each. */
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
  const ofSource = (note: string): string => `${source.key}: ${note}`;
  return [
    ...labels,
    ...info.warnings,
    ...lossesOf(opened, variants, written).map(ofSource),
    ...[...reported].map(ofSource),
  ];
}

/** What the output's formats cannot carry of the Source. */
function lossesOf(
  { info, annotations: { objects, labelMaps } }: OpenedSource,
  variants: readonly RecordedVariant[],
  { image, labels: format, declared }: WrittenAs,
): string[] {
  const encoded = variants.some(({ plan }) => plan);
  const losesKeypoints =
    format === 'yolo' &&
    declared?.task !== undefined &&
    declared.task !== 'pose' &&
    objects.some(({ keypoints }) => keypoints);
  const losesObjects =
    format === 'mask' && variants.some(({ labels, report }) => labels.length === 0 && report.kept > 0);
  const losesMaps = labelMaps.length > 0 && !MASK_FORMATS.includes(format);
  return [
    encoded && image.encodingLoss?.(info),
    losesKeypoints && 'its keypoints are not written: most objects have none',
    losesObjects && 'its objects are not written: mask holds no boxes',
    losesMaps && `its masks are not written: ${format} has none`,
  ].filter((loss) => typeof loss === 'string');
}
