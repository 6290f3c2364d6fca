import { median } from '../statistics.mjs';
import { s3Event, sqsEvent, uploadOf } from './events.mjs';

/** Measures the time from the start of a new process to the end of its first image, for all sides in turn. */
export async function measureColdStarts({ runs, standIn, image, job, start }) {
  const measured = [];
  for (let run = -1; run < runs; run++) {
    await standIn.order('clear');
    const upload = uploadOf('raw-images/first.jpg', image);
    await standIn.order('fill', [upload]);
    // One after the other, since they would slow each other down.
    const contestants = await start(job);
    for (const [who, contestant] of contestants.entries()) {
      const { runtime, init } = await contestant.ready.then(() => contestant.greeting);
      const event = who === 0 ? sqsEvent([upload]) : s3Event([upload]);
      const {
        runs: [first],
        sinceStart,
      } = await contestant.ask({ name: 'augment', events: [event] });
      contestant.stop();
      // The first run fills the file cache of the system.
      if (run >= 0)
        (measured[who] ??= { who: contestant.name, runs: [] }).runs.push({
          runtime,
          init,
          first,
          total: sinceStart,
        });
    }
  }
  return measured.map(({ who, runs: all }) => {
    const over = (choose) => (part) => choose(all.map((one) => one[part]));
    const parts = ['runtime', 'init', 'first', 'total'];
    const table = (choose) => Object.fromEntries(parts.map((part) => [part, over(choose)(part)]));
    return { job: 'cold start', who, median: table(median), min: table((values) => Math.min(...values)) };
  });
}
