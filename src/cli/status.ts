import { Command } from 'commander';
import { areLabelsLost } from '../dataset/unused.js';
import type { Status } from '../jobs/status.js';
import { EXIT } from './exit.js';
import { describeInventory, describeLostLabels } from './inventory.js';
import { addStateOption, DEFAULT_OUTPUT, OR_BUCKET, requireInput } from './options.js';
import type { StateFlags } from './options.js';
import type { AskQueues } from '../state/deployment.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { count, describeFailure, say } from './say.js';

interface Flags extends PackageFlags, StateFlags {
  readonly input?: string;
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return addStateOption(addPackageOption(new Command('status')))
    .description(
      'show the state of an output: which images are done, waiting, or failed, and why they failed',
    )
    .argument(
      '[output]',
      `output of augment run or of the deployed function: a folder ${OR_BUCKET}`,
      DEFAULT_OUTPUT,
    )
    .option('--input <location>', 'also list the images of this input that are neither done nor failed')
    .option('--json', 'print the result as one line of JSON on standard output')
    .addHelpText(
      'after',
      `
Examples:
  augment status
  augment status out --input images
  augment status s3://bucket/augmented-images     also shows the queues of the deployed function

Exit code: 0 nothing failed; 1 something failed (it is listed), or no image has labels although files look like
labels, or there are dead letters.`,
    )
    .action(async (output: string, flags: Flags) => {
      const { modules, stores } = await composeFlags(flags);
      requireInput(output, 'the results of augment run', stores);
      const [{ openInput, openOutput }, { readStatus }] = await Promise.all([
        import('../stores/open.js'),
        import('../jobs/status.js'),
      ]);
      const { state } = await openOutput(output, stores, flags.state);
      const input = flags.input === undefined ? undefined : await openInput(flags.input, stores);
      const askQueues: AskQueues = async (queues) => (await import('../aws/queues.js')).askQueues(queues);
      const status = await readStatus(state, input, askQueues, modules);
      if (flags.json) console.log(JSON.stringify(status));
      else for (const line of describeStatus(status)) say(line);
      if (!(await state.read('layout.json'))) {
        say(`note: there is no state in ${state.location}; --state says where it is`);
      }
      process.exitCode = isWell(status) ? EXIT.done : EXIT.failed;
    });
}

function isWell({ failures, inventory, queues }: Status): boolean {
  const isUnderstood = inventory === undefined || !areLabelsLost(inventory);
  return failures.length === 0 && isUnderstood && !queues?.deadLetters;
}

function describeStatus({ done, missing, failures, inventory, queues }: Status): string[] {
  return [
    ...(inventory ? describeInventory(inventory) : []),
    ...failures.map(describeFailure),
    ...(inventory && areLabelsLost(inventory) ? [`failed: ${describeLostLabels(inventory)}`] : []),
    ...(missing?.first ?? []).map((key) => `missing: ${key}`),
    ...(missing && missing.count > missing.first.length
      ? [`missing: ${missing.count - missing.first.length} more`]
      : []),
    [
      `${count(done, 'image')} done`,
      ...(missing ? [`${missing.count} missing`] : []),
      ...(queues ? [`${queues.waiting} waiting`, `${queues.inWork} in work`] : []),
      `${failures.length} failed`,
    ].join(', '),
    ...(queues?.isReconcileDue
      ? ['a reconciliation is due; it also writes the files about the whole data set']
      : []),
    ...(queues?.deadLetters
      ? [
          `${count(queues.deadLetters, 'dead letter')}: messages that failed at every attempt; docs/aws.md explains what to do`,
        ]
      : []),
  ];
}
