import { formatPosition } from '../core/errors.js';
import type { LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { WritableCodec } from '../core/image-codec.js';
import type { RecordedVariant, RecordSummary } from '../state/record.js';
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
  return [
    ...info.warnings,
    ...lossesOf(opened, variants, written).map((note) => `${source.key}: ${note}`),
    ...recordedNotes({ problems, variants }),
    ...copyNotes(opened, variants, written.recipe),
    ...identityLosses(source, opened.annotations, written.recipe),
    ...rulesWithoutNames(opened.annotations, written.recipe),
  ];
}

/** Those of them that a Record holds, so that a later run tells them again. */
export function recordedNotes({
  problems,
  variants,
}: Pick<RecordSummary, 'problems' | 'variants'>): string[] {
  const general = new Set(variants.flatMap(({ report }) => report.datasetWarnings));
  return [
    ...problems.map((problem) => `${formatPosition(problem)}: ${problem.reason} (${problem.severity})`),
    ...general,
  ];
}

const READERS = {
  apply: ['that turn images by it (OpenCV, Ultralytics)', 'that do not (Pillow, torchvision)'],
  stored: ['that do not turn images by it (Pillow, torchvision)', 'that do (OpenCV, Ultralytics)'],
} as const;

/** A copy keeps its orientation tag, which some readers ignore. */
function copyNotes(
  { source, info }: OpenedSource,
  variants: readonly RecordedVariant[],
  { decode }: Recipe,
): string[] {
  const isCopied = variants.some(({ variant, plan }) => variant === 0 && !plan);
  if (!isCopied || !info.isTagged || !source.labels) return [];
  const [right, wrong] = READERS[decode.exif];
  return [
    `originals that are copied keep their orientation tag: their labels are right for readers ${right}, and wrong for readers ${wrong}; \`preprocess: [NoOp]\` in the recipe writes them without it, right for all`,
  ];
}

/** Parts of the Source that the output's formats cannot hold. */
function lossesOf(
  { source, info, annotations }: OpenedSource,
  variants: readonly RecordedVariant[],
  { imageCodec, schema, recipe }: WrittenAs,
): string[] {
  const isEncoded = variants.some(({ plan }) => plan);
  const imageLosses = isEncoded ? [imageCodec.encodingLoss?.(info), depthLoss(info, imageCodec)] : [];
  return [
    ...imageLosses.filter((loss) => loss !== undefined),
    ...labelLosses(source, annotations, schema, recipe),
  ];
}

function depthLoss({ depth }: OpenedSource['info'], codec: WritableCodec): string | undefined {
  if (depth !== 16 || codec.encode16) return undefined;
  return `${codec.title} has 8 bits per sample: those of 16 are reduced; use png or tiff to keep them`;
}
