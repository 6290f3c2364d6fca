import { Command } from 'commander';
import type { DeadLetter, TakenLetters } from '../aws/redrive.js';
import { UsageError } from '../core/errors.js';
import type { Store } from '../stores/store.js';
import { EXIT } from './exit.js';
import { addStateOption, requireInput } from './options.js';
import type { StateFlags } from './options.js';
import { count, say } from './say.js';

interface Flags extends StateFlags {
  readonly image?: readonly string[];
  readonly reason?: string;
  readonly dryRun?: boolean;
}

/** Dead letters for the same reason. */
interface Group {
  readonly reason: string;
  readonly letters: readonly DeadLetter[];
}

const MADE_SINCE = 'the images were made since';
const NOT_UNDERSTOOD = 'the message is not understood';
const NOT_KNOWN = 'the reason is not known here; `augment status` says how to find it in the log';
const RECONCILE = 'requests to reconcile the whole data set';
/** Images that are named for each reason. */
const NAMED = 10;

export function redriveCommand(): Command {
  return addStateOption(new Command('redrive'))
    .description(
      'deliver the dead letters of a deployed function again: messages that failed at every attempt',
    )
    .argument('<output>', 'output of the deployed function: s3://bucket/prefix')
    .option('--image <key...>', 'only those that ask for these images or labels; * stands for any characters')
    .option('--reason <text>', 'only those whose reason contains this text')
    .option('--dry-run', 'only say what dead letters there are')
    .addHelpText(
      'after',
      `
Examples:
  augment redrive s3://bucket/augmented-images --dry-run
  augment redrive s3://bucket/augmented-images
  augment redrive s3://bucket/augmented-images --image 'train/*' val/cat.jpg
  augment redrive s3://bucket/augmented-images --reason 'access denied'

First remove the cause, else they fail again. To deliver a message twice does no harm: what is done stays as it is.

Exit code: 0 all of them, or all that were asked for, are delivered again; 1 something failed; 2 no deployed function
fills this output, or it has no such dead letters.`,
    )
    .action(async (output: string, flags: Flags) => {
      requireInput(output, 'the results of the deployed function');
      const [{ openOutput }, { recallDeployment }, { takeLetters }] = await Promise.all([
        import('../stores/open.js'),
        import('../state/deployment.js'),
        import('../aws/redrive.js'),
      ]);
      const { state } = await openOutput(output, undefined, flags);
      const deployment = await recallDeployment(state);
      if (!deployment)
        throw new UsageError(
          `${output}: no deployed function fills it: there is no ${state.location}/deployment.json`,
        );
      const taken = await takeLetters(deployment, state);
      const groups = groupLetters(taken, await readReasons(state));
      for (const line of groups.flatMap(describeGroup)) say(line);
      if (taken.hasReconcile) say(`dead letters: ${RECONCILE}`);
      await redrive(taken, groups, flags);
    });
}

async function redrive(taken: TakenLetters, groups: readonly Group[], flags: Flags): Promise<void> {
  const chosen = flags.dryRun
    ? []
    : groups.filter(hasReason(flags)).flatMap(({ letters }) => letters.filter(hasImage(flags)));
  const left = taken.images.filter((letter) => !chosen.includes(letter));
  const withReconcile =
    taken.hasReconcile && !flags.dryRun && !flags.image && contains(RECONCILE, flags.reason);
  try {
    await taken.redrive(chosen);
  } finally {
    await taken.release(left);
  }
  if (withReconcile) await taken.redriveReconcile();
  if (withReconcile) say('asked for a reconciliation again');
  say(`${count(chosen.length, 'dead letter')} delivered again, ${left.length} left`);
  const isChoice = flags.image !== undefined || flags.reason !== undefined;
  if (isChoice && chosen.length === 0 && !withReconcile && !flags.dryRun) process.exitCode = EXIT.usage;
}

/** Why images failed, as far as the state knows it. */
async function readReasons(state: Store): Promise<ReadonlyMap<string, string>> {
  const [{ listFailures }, { listAttempts }] = await Promise.all([
    import('../state/failures.js'),
    import('../state/attempts.js'),
  ]);
  return new Map(
    [...(await listAttempts(state)), ...(await listFailures(state))].map(({ key, reason }) => [key, reason]),
  );
}

function groupLetters({ images, settled }: TakenLetters, reasons: ReadonlyMap<string, string>): Group[] {
  const reasonOf = (letter: DeadLetter) => {
    if (settled.has(letter)) return MADE_SINCE;
    if (letter.keys.length === 0) return NOT_UNDERSTOOD;
    return letter.keys.flatMap((key) => reasons.get(key) ?? [])[0] ?? NOT_KNOWN;
  };
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of images) {
    const reason = reasonOf(letter);
    groups.set(reason, [...(groups.get(reason) ?? []), letter]);
  }
  return [...groups].map(([reason, letters]) => ({ reason, letters }));
}

function describeGroup({ reason, letters }: Group): string[] {
  const names = [
    ...new Set(letters.flatMap(({ keys, body }) => (keys.length > 0 ? keys : body.slice(0, 200)))),
  ];
  return [
    `${count(letters.length, 'dead letter')}: ${reason}`,
    ...names.slice(0, NAMED).map((name) => `  ${name}`),
    ...(names.length > NAMED ? [`  and ${names.length - NAMED} more`] : []),
  ];
}

const hasReason =
  (flags: Flags) =>
  ({ reason }: Group) =>
    contains(reason, flags.reason);

function contains(reason: string, text = ''): boolean {
  return reason.toLowerCase().includes(text.toLowerCase());
}

function hasImage({ image }: Flags): (letter: DeadLetter) => boolean {
  if (!image) return () => true;
  const patterns = image.map((pattern) => {
    const parts = pattern
      .normalize('NFC')
      .split('*')
      .map((text) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return ({ keys }) => keys.some((key) => patterns.some((pattern) => pattern.test(key)));
}
