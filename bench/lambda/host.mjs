// Runs the function's bundle as Lambda does: imports it, then calls it with one event after the other. Reads JSON lines,
// and answers by JSON lines on descriptor 3, since the standard output is the function's log.
import { writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const say = (answer) => writeSync(3, `${JSON.stringify(answer)}\n`);
/** Of the function, as in src/cdk/sizing.ts. */
const TIMEOUT_S = 900;
const epoch = () => performance.timeOrigin + performance.now();

const started = Number(process.env.STARTED) * 1000;
const running = epoch();
const functions = await import(process.argv[2]);
const version = `Node ${process.versions.node}`;
say({ version, runtime: running - started, init: epoch() - running });

for await (const line of createInterface({ input: process.stdin })) {
  const { name, events, seconds = TIMEOUT_S } = JSON.parse(line);
  const before = process.cpuUsage();
  const runs = [];
  const failed = [];
  for (const event of events) {
    const begun = performance.now();
    const answer = await functions[name](event, {
      ...{ awsRequestId: 'benchmark', functionName: 'augment' },
      getRemainingTimeInMillis: () => begun + seconds * 1000 - performance.now(),
    });
    runs.push(performance.now() - begun);
    failed.push(...(answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  }
  const { user, system } = process.cpuUsage(before);
  say({ runs, cpu: (user + system) / 1000, failed, sinceStart: epoch() - started });
}
