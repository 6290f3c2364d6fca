import { watch } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { augment, start } from './support/command.js';
import { makeDataset, RECIPE } from './support/dataset.js';
import { snapshot, temporaryFolder } from './support/folders.js';

/** How many processes are killed in all; hundreds if there is time. */
const KILLS = Number(process.env.AUGMENT_KILLS ?? 6);
/** A run is killed at most this often before it may complete. */
const KILLS_IN_A_ROW = 5;
/** Longer than any time between two writes of this small data set, so that moments between and after writes are hit too. */
const LONGEST_DELAY_MS = 12;
const LANES = 2;

const OTHER_RECIPE = RECIPE.replace('seed: 7', 'seed: 8').replace('variants: 4', 'variants: 3');

/** A run that is killed: the files before it, and the files that must be there when it is complete. */
interface Story {
  readonly name: string;
  readonly input: string;
  /** The run begins with a copy of these; absent: with nothing. */
  readonly before?: OutputFolders;
  readonly recipe: string;
  readonly flags: readonly string[];
  readonly after: OutputFolders;
}

/** An output with its state. */
interface OutputFolders {
  readonly output: string;
  readonly contents: Contents;
  /** How many changes in the folder for temporary files it took to make this. */
  readonly changes: number;
}

interface Contents {
  readonly output: Record<string, string>;
  readonly state: Record<string, string>;
}

let folder: string;
let stories: Story[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const [images, fewer] = [path.join(folder, 'images'), path.join(folder, 'fewer')];
  await makeDataset(images);
  await cp(images, fewer, { recursive: true });
  await rm(path.join(fewer, 'images/train/farm'), { recursive: true });
  const [recipe, other] = [path.join(folder, 'recipe.yaml'), path.join(folder, 'other.yaml')];
  await writeFile(recipe, RECIPE);
  await writeFile(other, OTHER_RECIPE);
  const first = await undisturbed({ name: 'a first run', input: images, recipe, flags: [] });
  const second = await undisturbed({
    name: 'a run by another recipe',
    before: first.after,
    input: images,
    recipe: other,
    flags: [],
  });
  const cleared = await undisturbed({
    name: 'a run that deletes, by another recipe and with fewer images',
    before: first.after,
    input: fewer,
    recipe: other,
    flags: ['--delete'],
  });
  stories = [first, second, cleared];
}, 120_000);

describe('augment run, killed at any moment', () => {
  it(
    `ends as if it had never been disturbed, after ${KILLS} kills`,
    async () => {
      let kills = 0;
      let chapters = 0;
      let failed = false;
      const lane = async () => {
        try {
          while (kills < KILLS && !failed) {
            const story = stories[chapters++ % stories.length]!;
            kills += await tell(story, path.join(folder, `chapter-${chapters}`));
          }
        } catch (error) {
          failed = true;
          throw error;
        }
      };
      const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      expect(kills).toBeGreaterThanOrEqual(KILLS);
    },
    120_000 + KILLS * 8_000,
  );

  it('with --delete leaves exactly the outputs of the last recipe and images', async () => {
    const cleared = stories.at(-1)!;
    const { input, recipe } = cleared;
    const alone = await undisturbed({ name: 'alone', input, recipe, flags: [] });
    expect(cleared.after.contents).toEqual(alone.after.contents);
  }, 60_000);
});

async function undisturbed(plot: Omit<Story, 'after'>): Promise<Story> {
  const output = path.join(folder, plot.name);
  await prepare(output, plot.before);
  const changes = countChanges(output);
  const { code, stderr } = await augment(...argumentsFor(plot, output));
  changes.close();
  expect(code, stderr).toBe(0);
  return { ...plot, after: { output, contents: await look(output), changes: changes.count } };
}

/** @returns how often the run was killed */
async function tell(story: Story, output: string): Promise<number> {
  await prepare(output, story.before);
  const moments: string[] = [];
  let left = story.after.changes;
  const attempts = 1 + Math.floor(Math.random() * KILLS_IN_A_ROW);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const moment = { change: Math.floor(Math.random() * left), delay: Math.random() * LONGEST_DELAY_MS };
    const killed = await killAt(moment, argumentsFor(story, output), output);
    if (!killed) break;
    moments.push(`${moment.change} changes and ${moment.delay.toFixed(1)} ms`);
    left = Math.max(1, left - moment.change);
    await expectNothingTorn(story, output, moments);
  }
  const { code, stderr } = await augment(...argumentsFor(story, output));
  const told = `${story.name}, killed after ${moments.join(', then ')}`;
  expect(code, `${told}:\n${stderr}`).toBe(0);
  expect(await look(output), told).toEqual(story.after.contents);
  return moments.length;
}

/** @returns false if the process had ended before */
async function killAt(
  { change, delay }: { change: number; delay: number },
  args: readonly string[],
  output: string,
): Promise<boolean> {
  const changes = countChanges(output);
  const { process: child, ended } = start(...args);
  await Promise.race([changes.reach(change), ended]);
  await Promise.race([wait(delay), ended]);
  child.kill('SIGKILL');
  const { code, stderr } = await ended;
  changes.close();
  if (code !== 'SIGKILL') expect(code, stderr).toBe(0);
  return code === 'SIGKILL';
}

/** Measures progress by work and not by time: every written file is a temporary file first. */
function countChanges(output: string) {
  let count = 0;
  let target = Infinity;
  let reached: () => void = () => undefined;
  const watcher = watch(temporaryOf(output), (event) => {
    if (event !== 'rename') return;
    count += 1;
    if (count > target) reached();
  });
  return {
    get count() {
      return count;
    },
    reach: (change: number) =>
      new Promise<void>((resolve) => {
        target = change;
        reached = resolve;
      }),
    close: () => {
      watcher.close();
    },
  };
}

async function prepare(output: string, before: OutputFolders | undefined): Promise<void> {
  for (const part of [output, stateOf(output)]) {
    if (before) await cp(part.replace(output, before.output), part, { recursive: true });
  }
  // Both must exist to be read, however early the kill comes.
  for (const part of [output, temporaryOf(output)]) await mkdir(part, { recursive: true });
}

/** Every file of the output and every Record has either its old or its new content. */
async function expectNothingTorn(story: Story, output: string, moments: readonly string[]): Promise<void> {
  const found = await look(output);
  const torn: string[] = [];
  for (const part of ['output', 'state'] as const) {
    for (const [key, hash] of Object.entries(found[part])) {
      if (part === 'state' && !key.startsWith('records/')) continue;
      const whole = [story.before?.contents[part][key], story.after.contents[part][key]];
      if (!whole.includes(hash)) torn.push(key);
    }
  }
  expect(torn, `${story.name}, just killed after ${moments.join(', then ')}`).toEqual([]);
  for (const key of Object.keys(found.state).filter((name) =>
    /^(intents|stale-outputs)\/.*\.json$/.test(name),
  )) {
    const text = await readFile(path.join(stateOf(output), key), 'utf8');
    expect(() => JSON.parse(text) as unknown, key).not.toThrow();
  }
}

async function look(output: string): Promise<Contents> {
  const state = Object.entries(await snapshot(stateOf(output)));
  // The index holds times of files, and the list of the data set's files the output's address, in a hash.
  const isSame = (key: string) => !key.startsWith('index/') && key !== 'dataset-files.json';
  return {
    output: await snapshot(output),
    state: Object.fromEntries(state.filter(([key]) => isSame(key))),
  };
}

function argumentsFor({ input, recipe, flags }: Omit<Story, 'after'>, output: string): string[] {
  return ['run', input, output, '--recipe', recipe, '--workers', '2', '--quiet', ...flags];
}

function stateOf(output: string): string {
  return `${output}.augment`;
}

function temporaryOf(output: string): string {
  return path.join(stateOf(output), 'temporary');
}
