import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { Operation } from '../core/plan/operations.js';
import { sourcesOf } from '../core/plan/plan.js';
import type { StepLoss } from '../core/annotations/model.js';
import type { findVariant, RecordedEncoding, RecordedVariant, SourceRecord } from '../state/record.js';
import type { StoreRegistry } from '../stores/registry.js';
import { standardStores } from '../stores/standard.js';
import { addStateOption } from './options.js';
import type { StateFlags } from './options.js';
import { describeTaken } from '../inspection/report-parts.js';
import { describeDropped, describeMixedIn, printable } from './say.js';

export function explainCommand(): Command {
  return addStateOption(new Command('explain'))
    .description('show how an output was made: from which image, by which steps, with which random values')
    .argument('<output-file>', 'an image or label file that augment run wrote')
    .option('--json', 'print the Record of this variant as JSON')
    .addHelpText(
      'after',
      `
Examples:
  augment explain augmented-images/cat_jpg.v1.jpg
  augment explain s3://bucket/augmented-images/cat_jpg.v1.jpg`,
    )
    .action(async (file: string, flags: StateFlags & { json?: boolean }) => {
      const found = await findInOutput(file, standardStores, flags.state);
      if (flags.json) console.log(JSON.stringify(found.variant, undefined, 2));
      else for (const line of describeVariant(found.record, found.variant)) console.log(printable(line));
    });
}

type Found = NonNullable<Awaited<ReturnType<typeof findVariant>>>;

/**
 * The variant that the file belongs to, in the nearest location above it that has a state. A state that is not beside its
 * output does not say where the output begins: then every location above counts, until a Record lists the file.
 */
export async function findInOutput(address: string, stores: StoreRegistry, named?: string): Promise<Found> {
  const file = stores.locate(address);
  file.expect({ use: 'file' });
  const [{ findVariant: find }, { openOutputAt, stateLocation }] = await Promise.all([
    import('../state/record.js'),
    import('../stores/open.js'),
  ]);
  const { container, object } = file.words;
  let searched: string | undefined;
  for (let above = file.parent()?.location; above?.parent(); above = above.parent()?.location) {
    const { output, state } = await openOutputAt(above, stateLocation(above, stores, named));
    // `read`, because `stat` cannot distinguish a missing bucket from a missing object.
    if (!(await state.read('layout.json'))) continue;
    const key = above.keyOf(file)?.normalize('NFC') ?? '';
    if (!(await output.stat(key))) throw new UsageError(`there is no ${object} ${file.address}`);
    const found = await find(state, key);
    if (found) return found;
    searched = state.location;
    if (named === undefined) break;
  }
  if (searched !== undefined)
    throw new UsageError(`${file.address}: augment run has not written it, by what ${searched} says`);
  const searchedAt = named === undefined ? `beside a ${container} above it` : `in ${named}`;
  throw new UsageError(
    `${file.address}: it is not in an output of augment run (there is no state ${searchedAt}; --state says where it is)`,
  );
}

export function describeVariant(
  record: SourceRecord,
  { variant, tile, image, labels, plan, report }: RecordedVariant,
): string[] {
  const steps = plan?.steps.map(({ path: at, sampled, operations }) => {
    const kinds = operations.map(describeOperation).join(' + ');
    return `  ${at} ${JSON.stringify(sampled)}${kinds === '' ? ' (no change)' : ` → ${kinds}`}`;
  });
  return [
    `${image.key}: ${tile === undefined ? '' : `tile ${tile} of `}variant ${variant} of ${record.key}`,
    `image   sha256 ${record.image}`,
    `output  sha256 ${image.sha256}${image.pixels === '' ? '' : `, pixels ${image.pixels}`}`,
    ...(image.encoding ? [`encoded ${describeEncoding(image.encoding)}`] : []),
    ...(labels.length > 0
      ? [`labels  ${labels.map(({ key }) => key).join(', ')} (${record.format ?? ''})`]
      : []),
    `recipe  ${record.recipe}, engine ${record.engine}`,
    ...(plan ? [`frame   ${plan.frame.width} × ${plan.frame.height}`] : []),
    ...(steps ? ['steps', ...(steps.length > 0 ? steps : ['  none'])] : ['copied unchanged']),
    `objects ${report.kept} kept, ${report.clipped} of them in part, ${describeDropped(report)}${describeMixedIn(report.mixedIn ?? 0)}`,
    ...(report.losses ?? []).map(describeLoss),
    ...(report.copies ?? []).map(
      ({ step, border }) => `note: ${step} (border ${border}) shows the image once more beyond its edge`,
    ),
    ...report.datasetWarnings.map((warning) => `note: ${warning}`),
  ];
}

function describeOperation(operation: Operation): string {
  const keys = sourcesOf(operation).map(({ key }) => key);
  return keys.length > 0 ? `${operation.kind} with ${[...new Set(keys)].join(', ')}` : operation.kind;
}

function describeLoss({ class: name, step, ...taken }: StepLoss): string {
  return `  ${name}: ${describeTaken(taken)} by ${step === '' ? 'no step: too little of it lies in its image or tile' : step}`;
}

function describeEncoding({ quality, subsampling, lossless, ownTables }: RecordedEncoding): string {
  if (lossless) return 'without loss: the coded blocks of the image were moved, and not decoded';
  const parts = [
    ownTables ? 'its own tables of quantisers' : [],
    quality === undefined ? [] : `quality ${quality}`,
    subsampling ?? [],
  ];
  return `${parts.flat().join(', ')}, as the image is or the nearest that is written`;
}
