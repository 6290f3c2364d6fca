import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { Encoding } from '../core/image-codec.js';
import type { RecordedVariant, SourceRecord } from '../state/record.js';
import type { StoreLocation } from '../stores/location.js';
import type { OutputStores } from '../stores/open.js';
import { standardStores } from '../stores/standard.js';
import { printable } from './say.js';

export function explainCommand(): Command {
  return new Command('explain')
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
    .action(async (file: string, flags: { json?: boolean }) => {
      const { findVariant } = await import('../state/record.js');
      const { state, key } = await findOutput(standardStores.locate(file));
      const found = await findVariant(state, key);
      if (!found) throw new UsageError(`${file}: no Record in ${state.location} lists it`);
      if (flags.json) console.log(JSON.stringify(found.variant, undefined, 2));
      else for (const line of describeVariant(found.record, found.variant)) console.log(printable(line));
    });
}

/** The output that contains the file: the nearest location above it that has a state beside it. */
async function findOutput(file: StoreLocation): Promise<OutputStores & { readonly key: string }> {
  file.expect({ use: 'file' });
  const { openOutputAt } = await import('../stores/open.js');
  const { container, object } = file.words;
  for (let above = file.parent()?.location; above?.parent(); above = above.parent()?.location) {
    const stores = await openOutputAt(above);
    // `read`, because `stat` cannot distinguish a missing bucket from a missing object.
    if (!(await stores.state.read('layout.json'))) continue;
    const key = above.keyOf(file)?.normalize('NFC') ?? '';
    if (!(await stores.output.stat(key))) throw new UsageError(`there is no ${object} ${file.address}`);
    return { ...stores, key };
  }
  throw new UsageError(
    `${file.address}: it is not in an output of augment run (no ${container} above it has a state beside it)`,
  );
}

function describeVariant(
  record: SourceRecord,
  { variant, image, labels, plan, report }: RecordedVariant,
): string[] {
  const steps = plan?.steps.map(({ path: at, sampled, operations }) => {
    const kinds = operations.map(({ kind }) => kind).join(' + ');
    return `  ${at} ${JSON.stringify(sampled)}${kinds === '' ? ' (no change)' : ` → ${kinds}`}`;
  });
  return [
    `${image.key}: variant ${variant} of ${record.key}`,
    `image   sha256 ${record.image}`,
    `output  sha256 ${image.sha256}${image.pixels === '' ? '' : `, pixels ${image.pixels}`}`,
    ...(image.encoding ? [`encoded ${describeEncoding(image.encoding)}, as the image is`] : []),
    ...(labels.length > 0
      ? [`labels  ${labels.map(({ key }) => key).join(', ')} (${record.format ?? ''})`]
      : []),
    `recipe  ${record.recipe}, engine ${record.engine}`,
    ...(plan ? [`frame   ${plan.frame.width} × ${plan.frame.height}`] : []),
    ...(steps ? ['steps', ...(steps.length > 0 ? steps : ['  none'])] : ['copied unchanged']),
    `objects ${report.kept} kept, ${report.clipped} of them clipped, ${report.dropped} dropped`,
    ...[...report.warnings, ...report.datasetWarnings].map((warning) => `note: ${warning}`),
  ];
}

function describeEncoding({ quality, subsampling }: Encoding): string {
  const parts = [quality === undefined ? [] : [`quality ${quality}`], subsampling ?? []];
  return parts.flat().join(', ');
}
