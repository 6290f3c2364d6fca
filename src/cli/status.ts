import { Command } from 'commander';
import type { Failure } from '../dataset/source.js';
import { areLabelsLost } from '../dataset/unused.js';
import type { FailureSince, Status } from '../jobs/status.js';
import type { Composition } from '../packages/compose.js';
import type { AskDeployment } from '../state/deployment.js';
import { describeBalance } from './balance.js';
import { describeDeployment, isDeploymentWell } from './describe-deployment.js';
import { EXIT } from './exit.js';
import { describeInventory, describeLostLabels } from './inventory.js';
import { addStateOption, DEFAULT_OUTPUT, OR_BUCKET, requireInput } from './options.js';
import type { StateFlags } from './options.js';
import { addPackageOption, composeFlags } from './packages.js';
import type { PackageFlags } from './packages.js';
import { count, describeFailure, describeRejected, say } from './say.js';

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
  augment status s3://bucket/augmented-images     also asks the queues of the deployed function, and its bucket

Exit code: 0 nothing failed; 1 something failed (it is listed), or no image has labels although files look like
labels. Labels that were left out are listed, and are no failure. Of a deployed function also 1: images that are retried; dead letters, unless
they ask only for images that were made since; uploads that the function is not told of; and what could not be asked.`,
    )
    .action(async (output: string, flags: Flags) => {
      const { status, stateless } = await statusOf(output, await composeFlags(flags), flags);
      if (flags.json) console.log(JSON.stringify(status));
      else for (const line of describeStatus(status, output)) say(line);
      if (stateless !== undefined) say(`note: there is no state in ${stateless}; --state says where it is`);
      process.exitCode = isWell(status) ? EXIT.done : EXIT.failed;
    });
}

/**
 * @returns also where no state is, if there should be one
 * @throws UsageError if the output does not exist
 */
export async function statusOf(
  output: string,
  { modules, stores }: Composition,
  flags: Pick<Flags, 'input' | 'state'>,
): Promise<{ readonly status: Status; readonly stateless?: string }> {
  requireInput(output, 'the results of augment run', stores);
  const [{ openInput, openOutput }, { readStatus }] = await Promise.all([
    import('../stores/open.js'),
    import('../jobs/status.js'),
  ]);
  const { state } = await openOutput(output, stores, flags);
  const input = flags.input === undefined ? undefined : await openInput(flags.input, stores);
  const ask: AskDeployment = async (deployment, of) =>
    (await import('../aws/ask-deployment.js')).askDeployment(deployment, of);
  const status = await readStatus(state, input, ask, modules);
  return (await state.read('layout.json')) ? { status } : { status, stateless: state.location };
}

function isWell({ failures, retried, inventory, deployment }: Status): boolean {
  const isUnderstood = inventory === undefined || !areLabelsLost(inventory);
  return (
    failures.length + retried.length === 0 && isUnderstood && (!deployment || isDeploymentWell(deployment))
  );
}

export function describeStatus(
  { done, gone = 0, missing, failures, retried, inventory, balance, deployment }: Status,
  output: string,
): string[] {
  const edited = failures.filter((failure) => failure.edited !== undefined);
  const others = failures.filter((failure) => failure.edited === undefined);
  return [
    ...(inventory ? [...describeInventory(inventory), ...describeRejected(inventory.rejected)] : []),
    ...(balance ? describeBalance(balance) : []),
    ...others.map(describeFailureSince),
    ...describeEdited(edited),
    ...retried.map(({ key, reason }) => `retried: ${key}: ${reason}`),
    ...(inventory && areLabelsLost(inventory) ? [`failed: ${describeLostLabels(inventory)}`] : []),
    ...(missing?.first ?? []).map((key) => `missing: ${key}`),
    ...(missing && missing.count > missing.first.length
      ? [`missing: ${missing.count - missing.first.length} more`]
      : []),
    [
      `${count(done, 'image')} done`,
      ...(gone > 0 ? [`${gone} of images that are gone`] : []),
      ...(missing ? [`${missing.count} missing`] : []),
      ...(deployment?.waiting === undefined ? [] : [`${deployment.waiting} waiting`]),
      ...(deployment?.inWork === undefined ? [] : [`${deployment.inWork} in work`]),
      ...(edited.length > 0 ? [`${edited.length} with edited outputs`] : []),
      `${others.length} failed`,
    ].join(', '),
    ...(deployment ? describeDeployment(deployment, output) : []),
  ];
}

function describeFailureSince(failure: FailureSince): string {
  const line = describeFailure(failure);
  return failure.outdated ? `${line} (its outputs are those of an earlier version, and stay)` : line;
}

/** Further ones are only counted. */
const EDITED_SHOWN = 3;

function describeEdited(failures: readonly Failure[]): string[] {
  if (failures.length === 0) return [];
  const shown = failures.slice(0, EDITED_SHOWN).map(({ key, edited }) => `${edited ?? ''} of ${key}`);
  const more = failures.length - shown.length;
  return [
    `edited: ${shown.join(', ')}${more > 0 ? `, and ${more} more` : ''}: another program has changed what this one made, so it is kept, ` +
      'and its image is not made again; move the file away, or delete it; then run again, or on AWS upload the image again or await the next full reconciliation',
  ];
}
