import { existsSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { UsageError } from '../core/errors.js';
import type { RecordedVariant, SourceRecord } from '../state/record.js';
import { isBucket } from '../stores/location.js';
import { printable } from './say.js';

export function explainCommand(): Command {
  return new Command('explain')
    .description('say how an output was made: its photo, and every step with the values drawn')
    .argument('<output-file>', 'an augmented photo or one of its label files')
    .option('--json', 'the Record of this variant as JSON')
    .addHelpText(
      'after',
      `
Examples:
  augment explain augmented-images/cat_jpg.v1.jpg
  augment explain s3://bucket/augmented-images/cat_jpg.v1.jpg`,
    )
    .action(async (file: string, flags: { json?: boolean }) => {
      const [{ openStores }, { findVariant }] = await Promise.all([
        import('../stores/open.js'),
        import('../state/record.js'),
      ]);
      const { output, key } = isBucket(file) ? await findOutputInBucket(file) : findOutput(file);
      const { state } = await openStores(output, output);
      const found = await findVariant(state, key);
      if (!found) throw new UsageError(`${file}: no Record in ${state.location} accounts for it`);
      if (flags.json) console.log(JSON.stringify(found.variant, undefined, 2));
      else for (const line of describeVariant(found.record, found.variant)) console.log(printable(line));
    });
}

/** The output folder is the nearest one above that has its state beside it. */
function findOutput(file: string): { output: string; key: string } {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
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

async function findOutputInBucket(file: string): Promise<{ output: string; key: string }> {
  const { openStores } = await import('../stores/open.js');
  const [, root, rest] = /^(s3:\/\/[^/]+)\/(.+)$/i.exec(file) ?? [];
  const parts = rest?.split('/') ?? [];
  for (let depth = parts.length - 1; depth > 0; depth--) {
    const output = [root, ...parts.slice(0, depth)].join('/');
    const stores = await openStores(output, output);
    // Read, not looked at: only then is a bucket that does not exist told from an object that does not.
    if (!(await stores.state.read('layout.json'))) continue;
    const key = parts.slice(depth).join('/').normalize('NFC');
    if (!(await stores.output.stat(key))) throw new UsageError(`there is no object ${file}`);
    return { output, key };
  }
  throw new UsageError(`${file}: no prefix above it was filled by augment run`);
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
