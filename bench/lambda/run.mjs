// Measures what an image costs on AWS, in billed milliseconds and in dollars, beside the tutorials' function, with an S3 as
// slow as the real one: npm run bench:lambda -- [--smoke] [--python PATH]
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { BOXES, HEIGHT, makeImages, WIDTH } from '../inputs.mjs';
import { sum } from '../statistics.mjs';

import { measureColdStarts } from './cold-start.mjs';
import { BUCKET, prepareOurs, preparePython, startOurs, startPeer } from './contestants.mjs';
import { s3Event, sqsEvent, uploadOf, uploadsOf } from './events.mjs';
import { LAMBDA_JOBS } from './jobs.mjs';
import { LATENCY, StandIn } from './stand-in.mjs';
import { summariseRounds } from './summary.mjs';
import { printColdStarts, printCosts, printReconciliation } from './tables.mjs';

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    jobs: { type: 'string', default: Object.keys(LAMBDA_JOBS).join(',') },
    json: { type: 'string' },
    dist: { type: 'string', default: fileURLToPath(new URL('../../dist', import.meta.url)) },
  },
});
const IMAGES = 10;
const rounds = Number(options.rounds ?? (options.smoke ? 1 : 20));
const warmUps = options.smoke ? 1 : 3;
const folder = await mkdtemp(path.join(tmpdir(), 'augment-bench-'));
const rows = [];
const standIn = await StandIn.start();
try {
  const images = await makeImages(path.join(folder, 'images'), options.smoke ? 2 : 6);
  const labels = path.join(folder, 'labels.txt');
  await writeFile(labels, yoloRows());
  const classes = path.join(folder, 'classes.txt');
  await writeFile(classes, 'thing\n');
  const files = { images, labels, classes };
  const container = await prepareOurs(path.join(folder, 'container'), options.dist);
  const python = await preparePython(options.python);

  console.log(
    `${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)}, ${rounds} rounds of 10 images`,
  );
  const overhead = await standIn.overhead(images[0], options.smoke ? 50 : 1000);
  console.log(
    `S3: ${LATENCY.GET} ms for reading, ${LATENCY.PUT} ms for writing; on top of it, ten at a time, ` +
      `${overhead.median.toFixed(1)} ms (median; ${overhead.p99.toFixed(1)} ms the slowest of a hundred)`,
  );
  for (const name of options.jobs.split(',').filter(Boolean))
    rows.push(...(await measureJob(name, files, container, python)));
  const coldStarts = await measureColdStarts({
    runs: options.smoke ? 1 : 9,
    standIn,
    image: images[0],
    job: LAMBDA_JOBS.flip,
    start: (job) => contestantsOf(job, container, python),
  });
  printColdStarts(coldStarts);
  rows.push(...coldStarts);
  console.log(`\nload at the end ${loadavg()[0].toFixed(1)}`);
} finally {
  standIn.stop();
  await rm(folder, { recursive: true, force: true });
}
if (options.json) await writeFile(options.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

async function contestantsOf(job, container, python) {
  const contestants = [await startOurs(container, job, standIn.endpoint)];
  if (python && job.peer) contestants.push(startPeer(python, job, standIn.endpoint));
  return contestants;
}

/** Lets this program and the peer augment ten new images each, in turn. */
async function measureJob(name, files, container, python) {
  const job = LAMBDA_JOBS[name];
  await standIn.order('clear');
  const contestants = await contestantsOf(job, container, python);
  const [ours, peer] = contestants;
  try {
    await Promise.all(contestants.map(({ ready }) => ready));
    await begin(ours, job, files);
    const logBefore = await logSize(container);
    const measured = contestants.map(() => []);
    for (let round = -warmUps; round < rounds; round++) {
      const { labels, images } = uploadsOf(round + warmUps, IMAGES, {
        ...files,
        ...(!job.labels && { labels: undefined }),
      });
      const answers = [await askInTurn(ours, labels, images)];
      if (peer)
        answers.push(
          await ask(
            peer,
            'augment',
            images.map((image) => s3Event([image])),
          ),
        );
      if (round >= 0) for (const [who, answer] of answers.entries()) measured[who].push(answer);
    }
    await checkOutputs(job, contestants);
    const log = (await logSize(container)) - logBefore;
    const reconciled = await ask(ours, 'reconcile', [sqsEvent([])]);
    const rowsOfJob = contestants.map((contestant, who) => ({
      job: name,
      who: contestant.name,
      version: contestant.version,
      ...summariseRounds(measured[who], IMAGES, contestant === peer ? undefined : job),
      ...(contestant === ours && { logBytes: log / (IMAGES * (rounds + warmUps)) }),
    }));
    const total = IMAGES * (rounds + warmUps);
    const reconciliation = {
      job: `${name}, full reconciliation`,
      who: ours.name,
      images: total,
      ...reconciled,
    };
    printCosts(job, rowsOfJob);
    printReconciliation(reconciliation);
    return [...rowsOfJob, reconciliation];
  } finally {
    for (const contestant of contestants) contestant.stop();
  }
}

/** Sends batch after batch. The objects of a batch exist when it is sent; those of later ones do not. */
async function askInTurn(ours, ...batches) {
  const answers = [];
  for (const uploads of batches.filter(({ length }) => length > 0)) {
    await standIn.order('fill', uploads);
    answers.push(await ask(ours, 'augment', [sqsEvent(uploads)]));
  }
  const kinds = Object.keys(answers[0].requests);
  return {
    runs: answers.flatMap(({ runs }) => runs),
    cpu: sum(answers.map(({ cpu }) => cpu)),
    requests: Object.fromEntries(
      kinds.map((kind) => [kind, sum(answers.map(({ requests }) => requests[kind]))]),
    ),
  };
}

async function ask(contestant, name, events) {
  await standIn.order('counts');
  const answer = await contestant.ask({ name, events });
  const retried = answer.failed.length;
  if (retried > 0) throw new Error(`${contestant.name} retried ${retried} messages`);
  return { ...answer, requests: await standIn.order('counts') };
}

/** Prepares a data set by its classes and one full reconciliation. */
async function begin(ours, { labels }, { classes }) {
  if (labels) {
    const upload = uploadOf('raw-images/classes.txt', classes);
    await standIn.order('fill', [upload]);
    await ask(ours, 'augment', [sqsEvent([upload])]);
  }
  await ask(ours, 'reconcile', [sqsEvent([])]);
}

/** Checks that all contestants have made all outputs. */
async function checkOutputs({ recipe, labels }, contestants) {
  const expected = IMAGES * (rounds + warmUps) * recipe.variants;
  for (const [prefix, factor] of [
    ['augmented-images', labels ? 2 : 1],
    ['original', 1],
  ].slice(0, contestants.length)) {
    const names = await standIn.order('names', `/${BUCKET}/${prefix}/`);
    const made = names.filter((name) => /\.(jpg|txt)$/.test(name) && !name.endsWith('/classes.txt')).length;
    if (made !== expected * factor)
      throw new Error(`${prefix}: ${made} files instead of ${expected * factor}`);
  }
}

async function logSize({ folder: at }) {
  return (await stat(path.join(at, 'log'))).size;
}

function yoloRows() {
  return BOXES.map(([x0, y0, x1, y1]) => {
    const box = [(x0 + x1) / 2 / WIDTH, (y0 + y1) / 2 / HEIGHT, (x1 - x0) / WIDTH, (y1 - y0) / HEIGHT];
    return `0 ${box.join(' ')}\n`;
  }).join('');
}
