import { Command } from 'commander';
import type { Verification, VerifyOptions } from '../jobs/verify.js';
import type { Composition } from '../packages/compose.js';
import { describeFindings } from './describe-findings.js';
import { EXIT } from './exit.js';
import {
  addStateOption,
  addWorkersOption,
  DEFAULT_INPUT,
  DEFAULT_OUTPUT,
  OR_BUCKET,
  requireInput,
} from './options.js';
import type { StateFlags } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { count, describeFailure, describeRejected, say } from './say.js';

interface VerifyFlags extends PackageFlags, StateFlags {
  readonly workers?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function verifyCommand(): Command {
  return addWorkersOption(addStateOption(addPackageOption(new Command('verify'))))
    .description('make every variant again from its Record, and compare images and labels with the output')
    .argument('[input]', `input of augment run: a folder ${OR_BUCKET}`, DEFAULT_INPUT)
    .argument('[output]', `output of augment run: a folder ${OR_BUCKET}`, DEFAULT_OUTPUT)
    .option('--json', 'print the result as one line of JSON on standard output')
    .option('--quiet', 'print differences only')
    .addHelpText(
      'after',
      `
Examples:
  augment verify images out
  augment verify s3://bucket/raw-images s3://bucket/augmented-images

Exit code: 0 the output is as it was made, 1 something differs (it is listed).`,
    )
    .action(async (input: string, output: string, flags: VerifyFlags) => {
      const composition = await composeFlags(flags);
      const { createProgress } = await import('./progress.js');
      const progress = createProgress(flags.quiet ?? false);
      const { state, workers } = flags;
      const options = { state, workers, onProgress: progress.update };
      const result = await verifyOutput(input, output, composition, options);
      progress.stop();
      for (const line of describeVerification(result, flags)) say(line);
      if (flags.json) console.log(JSON.stringify(result));
      process.exitCode = countDifferences(result) === 0 ? EXIT.done : EXIT.failed;
    });
}

/** @throws UsageError if input or output cannot be used */
export async function verifyOutput(
  input: string,
  output: string,
  { modules, stores }: Composition,
  options: Omit<VerifyOptions, 'input' | 'output' | 'modules' | 'stores'>,
): Promise<Verification> {
  requireInput(input, undefined, stores);
  requireInput(output, 'the results of augment run', stores);
  const { verify } = await import('../jobs/verify.js');
  return verify({ ...options, input, output, modules, stores });
}

export function describeVerification(result: Verification, { quiet }: Pick<VerifyFlags, 'quiet'>): string[] {
  const differences = countDifferences(result);
  const verdict = differences === 0 ? 'the output is as it was made' : count(differences, 'difference');
  return [
    ...result.failures.map(describeFailure),
    ...describeFindings(result.findings),
    ...(quiet
      ? []
      : [...describeRejected(result.rejected), `${count(result.images, 'image')} verified: ${verdict}`]),
  ];
}

/** The same pixels from another version of an encoder are no difference. */
function countDifferences({ findings, failures }: Verification): number {
  return findings.filter(({ kind }) => kind !== 'other encoder').length + failures.length;
}
