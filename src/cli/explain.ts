import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import { listRecords, readRecord, recordedFiles } from '../dataset/record.js';
import type { RecordedVariant, SourceRecord } from '../dataset/record.js';
import { parseVariantKey } from '../dataset/names.js';
import { openPlaces } from '../jobs/stores.js';
import type { Store } from '../stores/store.js';

export function explainCommand(): Command {
  return new Command('explain')
    .description('say how an output was made: its photo, and every step with the values drawn')
    .argument('<output-file>', 'an augmented photo or one of its label files')
    .option('--json', 'the Record of this variant as JSON')
    .action(async (file: string, flags: { json?: boolean }) => {
      const { output, key } = findOutput(file);
      const { state } = openPlaces(output, output);
      const found = await findVariant(state, key);
      if (!found) throw new UsageError(`${file}: no Record in ${state.location} accounts for it`);
      if (flags.json) console.log(JSON.stringify(found.variant, undefined, 2));
      else for (const line of describeVariant(found.record, found.variant)) console.log(line);
    });
}

/** The output folder is the nearest one above that has its state beside it. */
function findOutput(file: string): { output: string; key: string } {
  const absolute = path.resolve(file);
  for (let folder = path.dirname(absolute); ; folder = path.dirname(folder)) {
    if (existsSync(`${folder}.augment`)) {
      return {
        output: folder,
        key: path.relative(folder, absolute).split(path.sep).join('/').normalize('NFC'),
      };
    }
    if (folder === path.dirname(folder))
      throw new UsageError(`${file}: no folder above it was filled by augment run`);
  }
}

async function findVariant(state: Store, key: string) {
  const parsed = parseVariantKey(key);
  const likely = parsed && (await readRecord(state, parsed.source));
  const hit = likely && variantOf(likely, key);
  if (hit) return { record: likely, variant: hit };
  for await (const record of listRecords(state)) {
    const variant = variantOf(record, key);
    if (variant) return { record, variant };
  }
  return undefined;
}

function variantOf(record: SourceRecord, key: string): RecordedVariant | undefined {
  return record.variants.find((variant) =>
    recordedFiles({ ...record, variants: [variant] }).some((file) => file.key === key),
  );
}

function describeVariant(
  record: SourceRecord,
  { variant, image, labels, plan, report }: RecordedVariant,
): string[] {
  const steps = plan?.steps.map(({ path: at, sampled, operations }) => {
    const kinds = operations.map(({ kind }) => kind).join(' + ');
    return `  ${at} ${JSON.stringify(sampled)}${kinds === '' ? ' (nothing to do)' : ` → ${kinds}`}`;
  });
  return [
    `${image.key}: variant ${variant} of ${record.key}`,
    `photo   sha256 ${record.image}`,
    `output  sha256 ${image.sha256}${image.pixels === '' ? '' : `, pixels ${image.pixels}`}`,
    ...(labels.length > 0
      ? [`labels  ${labels.map(({ key }) => key).join(', ')} (${record.format ?? ''})`]
      : []),
    `recipe  ${record.recipe}, engine ${record.engine}`,
    ...(plan ? [`frame   ${plan.frame.width} × ${plan.frame.height}`] : []),
    ...(steps ? ['steps', ...(steps.length > 0 ? steps : ['  none'])] : ['copied as it is']),
    `objects ${report.kept} kept, ${report.clipped} of them clipped, ${report.dropped} dropped`,
    ...report.warnings.map((warning) => `note: ${warning}`),
  ];
}
