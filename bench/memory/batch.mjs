// Lets the function make ten of the largest images as one batch, within the memory and the time that it has on AWS.
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BUCKET, prepareOurs, startOurs } from '../lambda/contestants.mjs';
import { sqsEvent, uploadOf } from '../lambda/events.mjs';
import { StandIn } from '../lambda/stand-in.mjs';
import { makeImage, NAMES } from './images.mjs';
import { limitMemory, memoryOf } from './limited.mjs';

const IMAGES = 10;
const FUNCTION_MB = 1769;
const MB = 2 ** 20;
const STATE = `/${BUCKET}/augmented-images.augment/`;

/**
 * Delivers the batch, and what was put back, until nothing is left.
 * @param options `recipe`: parsed; `seconds`: the function's timeout
 * @throws Error if the function dies, or if an image is neither made nor a failure by name
 */
export async function measureBatch({ dist, folder, recipe, seconds, names = NAMES }) {
  const made = [];
  for (const name of names) made.push(await makeImage(name, folder));
  const uploads = Array.from({ length: IMAGES }, (_, i) => {
    const { what, file } = made[i % made.length];
    return { what, ...uploadOf(`raw-images/${i}${path.extname(file)}`, file) };
  });
  const container = path.join(folder, 'container');
  await mkdir(container);
  const standIn = await StandIn.start();
  const limit = await limitMemory(FUNCTION_MB * MB);
  console.log(
    `${IMAGES} images, ${recipe.variants} variants each, ${seconds} s, ${FUNCTION_MB} MB by ${limit.how}`,
  );
  try {
    await standIn.order('discard', `/${BUCKET}/augmented-images/`);
    await standIn.order('fill', uploads);
    const ours = await startOurs(
      await prepareOurs(container, dist),
      { recipe },
      standIn.endpoint,
      limit.command,
    );
    limit.watch(ours.process.pid);
    try {
      await ours.ready;
      await deliver(ours, uploads, seconds);
    } catch (error) {
      console.error(`${error.message}; its last lines:\n${await lastLines(path.join(container, 'log'))}`);
      process.exitCode = 1;
      return;
    }
    console.log(`most memory: ${Math.round(memoryOf(ours.process.pid, 'VmHWM') / MB)} MB`);
    ours.stop();
    await tell(standIn, uploads);
  } finally {
    standIn.stop();
    await limit.stop();
  }
}

async function lastLines(file) {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines
    .slice(-10)
    .map((line) => line.slice(0, 500))
    .join('\n');
}

/** As SQS does: what was put back comes again. */
async function deliver(ours, uploads, seconds) {
  let left = uploads;
  for (let deliveries = 1; left.length > 0; deliveries++) {
    const { runs, failed } = await ours.ask({
      name: 'augment',
      seconds,
      events: [sqsEvent(left, deliveries)],
    });
    const time = Math.round(runs[0] / 1000);
    console.log(`delivery ${deliveries}: ${left.length} images in ${time} s, ${failed.length} put back`);
    if (time > seconds) throw new Error(`the function was stopped after ${seconds} s`);
    const next = left.filter((_, i) => failed.includes(`message-${i}`));
    if (next.length === left.length) throw new Error('nothing was made');
    left = next;
  }
}

/** Says what became of the images. @throws Error if one is lost */
async function tell(standIn, uploads) {
  const outcomes = new Map();
  for (const { key, what } of uploads) {
    const name = `${key.slice('raw-images/'.length)}.json`;
    const failure = await standIn.order('text', `${STATE}failures/${name}`);
    const isMade = (await standIn.order('text', `${STATE}records/${name}`)) !== null;
    if (!isMade && failure === null) throw new Error(`${what}: lost`);
    const outcome = `${what}: ${isMade ? 'made' : JSON.parse(failure).reason.replace(/^[^:]+: /, '')}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  for (const [outcome, count] of outcomes) console.log(`${count} × ${outcome}`);
}
