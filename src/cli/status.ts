import { Command } from 'commander';
import type { Status } from '../jobs/status.js';
import { EXIT } from './exit.js';
import { DEFAULT_OUTPUT, OR_BUCKET, requireInput } from './options.js';
import { count, describeFailure, say } from './say.js';

interface Flags {
  readonly input?: string;
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return new Command('status')
    .description('how far an output is: what is done, what waits, and what failed and why')
    .argument('[output]', `folder ${OR_BUCKET} that run or the deployed function fills`, DEFAULT_OUTPUT)
    .option('--input <location>', 'also tells the photos there that are neither done nor failed')
    .option('--json', 'as one line of JSON on standard output')
    .addHelpText(
      'after',
      `
Examples:
  augment status
  augment status out --input photos
  augment status s3://my-photos/augmented-images      asks the deployed function's queues, too

Exit code: 0 nothing is wrong, 1 something failed and is listed, or lies among the dead letters.`,
    )
    .action(async (output: string, flags: Flags) => {
      requireInput(output, 'what was made');
      const [{ openInput, openStores }, { readStatus }] = await Promise.all([
        import('../stores/open.js'),
        import('../jobs/status.js'),
      ]);
      const { state } = await openStores(output, output);
      const input = flags.input === undefined ? undefined : await openInput(flags.input);
      const status = await readStatus(state, input, async (queues) =>
        (await import('../aws/queues.js')).askQueues(queues),
      );
      if (flags.json) console.log(JSON.stringify(status));
      else for (const line of describeStatus(status)) say(line);
      process.exitCode = isWell(status) ? EXIT.done : EXIT.failed;
    });
}

function isWell({ failures, queues }: Status): boolean {
  return failures.length === 0 && !queues?.deadLetters;
}

function describeStatus({ done, missing, failures, queues }: Status): string[] {
  return [
    ...failures.map(describeFailure),
    ...(missing?.first ?? []).map((key) => `missing: ${key}`),
    ...(missing && missing.count > missing.first.length
      ? [`missing: ${missing.count - missing.first.length} more`]
      : []),
    [
      `${count(done, 'photo')} done`,
      ...(missing ? [`${missing.count} missing`] : []),
      ...(queues ? [`${queues.waiting} waiting`, `${queues.inWork} in work`] : []),
      `${failures.length} failed`,
    ].join(', '),
    ...(queues?.isReconcileDue ? ['files about the whole data set are to be written'] : []),
    ...(queues?.deadLetters
      ? [`${count(queues.deadLetters, 'dead letter')}: tried again and again; see docs/aws.md for what to do`]
      : []),
  ];
}
