import { Command } from 'commander';
import type { DeadLetter, TakenLetters } from '../aws/redrive.js';
import { UsageError } from '../core/errors.js';
import { deliverLetters, groupLetters, namesIn, RECONCILE } from './dead-letter-groups.js';
import type { LetterGroup } from './dead-letter-groups.js';
import { EXIT } from './exit.js';
import { holdingLetters } from './holding-letters.js';
import { addStateOption, requireInput } from './options.js';
import type { StateFlags } from './options.js';
import { count, say } from './say.js';

interface Flags extends StateFlags {
  readonly image?: readonly string[];
  readonly reason?: string;
  readonly dryRun?: boolean;
}

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

Exit code: 0 all of them, or all that were asked for, are delivered again; 1 something failed, or others look at more of
them; 2 no deployed function fills this output, or it has no such dead letters.`,
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
      await holdingLetters(async (signal) => {
        const taken = await takeLetters(deployment, state, signal);
        const groups = await groupLetters(taken, state);
        for (const line of groups.flatMap(describeGroup)) say(line);
        if (taken.hasReconcile) say(`dead letters: ${RECONCILE}`);
        await redriveLetters(taken, groups, flags);
      });
    });
}

/**
 * Says what it delivers, and what others hold, and sets the exit code.
 * @internal exported for its test
 */
export async function redriveLetters(
  taken: TakenLetters,
  groups: readonly LetterGroup[],
  flags: Pick<Flags, 'image' | 'reason' | 'dryRun'>,
): Promise<void> {
  const chosen = flags.dryRun
    ? []
    : groups.filter(hasReason(flags)).flatMap(({ letters }) => letters.filter(hasImage(flags)));
  const withReconcile =
    taken.hasReconcile && !flags.dryRun && !flags.image && contains(RECONCILE, flags.reason);
  const left = await deliverLetters(taken, chosen);
  if (withReconcile) await taken.redriveReconcile();
  if (withReconcile) say('asked for a reconciliation again');
  say(`${count(chosen.length, 'dead letter')} delivered again, ${left} left`);
  const isChoice = flags.image !== undefined || flags.reason !== undefined;
  if (isChoice && chosen.length === 0 && !withReconcile && !flags.dryRun) process.exitCode = EXIT.usage;
  if (taken.heldByOthers === 0) return;
  say(
    `about ${taken.heldByOthers} more are being looked at, by \`augment status\`, the studio, or a command that was ended ` +
      'meanwhile: try again, at the latest in a quarter of an hour',
  );
  process.exitCode = EXIT.failed;
}

function describeGroup(group: LetterGroup): string[] {
  const names = namesIn(group);
  return [
    `${count(group.letters.length, 'dead letter')}: ${group.reason}`,
    ...names.slice(0, NAMED).map((name) => `  ${name}`),
    ...(names.length > NAMED ? [`  and ${names.length - NAMED} more`] : []),
  ];
}

const hasReason =
  (flags: Flags) =>
  ({ reason }: LetterGroup) =>
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
