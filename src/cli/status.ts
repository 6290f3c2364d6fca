import { Command } from 'commander';
import type { Modules } from '../core/modules.js';
import { UsageError } from '../core/errors.js';
import type { Failure } from '../dataset/source.js';
import { areLabelsLost } from '../dataset/unused.js';
import type { FailureSince, Status } from '../jobs/status.js';
import type { Composition } from '../packages/compose.js';
import type { AskDeployment, Deployment } from '../state/deployment.js';
import type { OutputStores } from '../stores/open.js';
import type { Store } from '../stores/store.js';
import { countFailures } from './count-failures.js';
import { describeBalance } from './balance.js';
import { describeDeployment, isDeploymentWell } from './describe-deployment.js';
import { EXIT } from './exit.js';
import { holdingLetters } from './holding-letters.js';
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
they ask only for images that were made since or are gone; uploads that the function is not told of; and what could not be asked.
2 the output has neither outputs nor state, or the input no files.`,
    )
    .action(async (output: string, flags: Flags) => {
      const composition = await composeFlags(flags);
      const { status, note, isStateless } = await statusOf(output, composition, flags);
      if (flags.json) console.log(JSON.stringify(status));
      else for (const line of describeStatus(status, output, composition.modules)) say(line);
      const where = isStateless ? '; --state says where it is' : '';
      if (note !== undefined) say(`note: ${note}${where}`);
      process.exitCode = isWell(status) ? EXIT.done : EXIT.failed;
    });
}

const askAws: AskDeployment = async (deployment, state) => {
  const { askDeployment } = await import('../aws/ask-deployment.js');
  return holdingLetters((signal) => askDeployment(deployment, state, signal));
};

/**
 * @returns with a note where the state tells of no run
 * @throws UsageError if the output does not exist, or the input has no files: the address may be mistyped
 */
export async function statusOf(
  output: string,
  { modules, stores }: Composition,
  flags: Pick<Flags, 'input' | 'state'>,
  ask: AskDeployment = askAws,
): Promise<{ readonly status: Status; readonly note?: string; readonly isStateless?: true }> {
  requireInput(output, 'the results of augment run', stores);
  const [{ openInput, openOutput }, { readStatus }, { recallDeployment }] = await Promise.all([
    import('../stores/open.js'),
    import('../jobs/status.js'),
    import('../state/deployment.js'),
  ]);
  const opened = await openOutput(output, stores, flags);
  const { state } = opened;
  const input = flags.input === undefined ? undefined : await openInput(flags.input, stores);
  const deployment = await recallDeployment(state);
  if (!deployment) await requireResults(opened);
  if (input && input.location !== deployment?.input) await requireFiles(input);
  const status = await readStatus(state, input, ask, modules);
  if (await state.read('layout.json')) return { status };
  if (deployment) return isUntouched(status) ? { status, note: nothingIn(deployment) } : { status };
  const where = `there is no state in ${state.location}`;
  const note = `${where}: ${output} is no output of augment run, or its state lies elsewhere`;
  return { status, note, isStateless: true };
}

const nothingIn = ({ input }: Pick<Deployment, 'input'>) => `nothing was uploaded to ${input} yet`;

/** Whether neither the state nor, as far as they can be asked, the queues of a deployment know of any image. */
function isUntouched({ done, missing, failures, retried, deployment }: Status): boolean {
  const { waiting, inWork, deadLetters } = deployment ?? {};
  return (
    done + failures.length + retried.length + (missing?.count ?? 0) === 0 &&
    [waiting, inWork, deadLetters].every((messages) => messages === 0)
  );
}

async function requireResults({ output, state }: OutputStores): Promise<void> {
  if ((await hasFiles(state)) || (await hasFiles(output))) return;
  throw new UsageError(
    `${output.location} has no outputs, and ${state.location} no state: nothing was ever made here; check the address`,
  );
}

async function requireFiles(input: Store): Promise<void> {
  if (!(await hasFiles(input)))
    throw new UsageError(`${input.location}: the input has no files; check the address`);
}

async function hasFiles(store: Store): Promise<boolean> {
  for await (const _ of store.list()) return true;
  return false;
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
  modules: Pick<Modules, 'codecs'>,
): string[] {
  const edited = failures.filter((failure) => failure.edited !== undefined);
  const others = failures.filter((failure) => failure.edited === undefined);
  const { images: failed, others: further } = countFailures(others, modules);
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
      `${failed} failed`,
      ...further,
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
