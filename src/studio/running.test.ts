import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { eventually } from '../../test/support/eventually.js';
import { parseRecipe } from '../core/recipe/index.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { memoryStore } from '../stores/testing/memory.js';
import { Gate } from './gate.js';
import { Running } from './running.js';

const RECIPE = parseRecipe('transforms:\n  - CenterCrop: {height: 8, width: 8, p: 1}\n', 'recipe.yaml');
const KEYS = Array.from({ length: 40 }, (_, i) => `${String(i).padStart(2, '0')}.jpg`);

let image: Uint8Array;
beforeAll(async () => {
  image = await makeImage('photo.jpg', 1);
});

/** An input whose images are read only while the gate is open, and a run over it. */
function runningOver(keys: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const stored = memoryStore();
  for (const key of keys) stored.put(key, image);
  for (const [key, text] of Object.entries(files)) stored.put(key, new TextEncoder().encode(text));
  const reading = new Gate();
  const input = new (class extends DecoratedStore {
    override async read(key: string) {
      if (key.endsWith('.jpg')) await reading.pass();
      return super.read(key);
    }
  })(stored);
  const output = { output: memoryStore(), state: memoryStore() };
  const running = new Running({ input, output }, ({ done }) => [`${done} done`]);
  return { running, reading, lanes: Math.max(input.tasksPerThread, output.output.tasksPerThread) };
}

/** Long enough for an image that is not held back. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 150));

describe('a run of the page', () => {
  it('finishes the images in work at a pause, begins no other, and goes on', async () => {
    const { running, reading, lanes } = runningOver(KEYS);
    reading.close();
    expect(running.start(RECIPE)).toBe(true);
    expect(running.start(RECIPE)).toBe(false);
    await eventually(() => {
      expect(running.state).toMatchObject({ total: KEYS.length, done: 0, inWork: lanes });
    });
    running.pause();
    expect(running.state).toMatchObject({ state: 'running', asked: 'pause', inWork: lanes });
    reading.open();
    await eventually(() => {
      expect(running.state).toMatchObject({ done: lanes, inWork: 0 });
    });
    await aWhile();
    expect(running.state).toMatchObject({ state: 'running', asked: 'pause', done: lanes, inWork: 0 });
    running.goOn();
    expect(running.state.asked).toBeUndefined();
    await running.idle();
    expect(running.state).toMatchObject({ state: 'done', done: KEYS.length, summary: ['40 done'] });
    expect(running.state.latest).toHaveLength(6);
  });

  it('can be cancelled while it is paused, and the next one goes on from there', async () => {
    const { running, reading, lanes } = runningOver(KEYS);
    reading.close();
    running.start(RECIPE);
    await eventually(() => {
      expect(running.state.inWork).toBe(lanes);
    });
    running.pause();
    reading.open();
    await eventually(() => {
      expect(running.state).toMatchObject({ done: lanes, inWork: 0 });
    });
    running.cancel();
    await running.idle();
    expect(running.state).toMatchObject({ state: 'cancelled', done: lanes, summary: [`${lanes} done`] });
    expect(running.state.asked).toBeUndefined();
    running.start(RECIPE);
    await running.idle();
    expect(running.state).toMatchObject({ state: 'done', done: KEYS.length });
    // What was there already is no news.
    expect(KEYS.slice(0, lanes).some((key) => running.state.latest.includes(key))).toBe(false);
  });

  it('names failures while it runs, and at the end the classes that lost objects', async () => {
    const labels = { '00.txt': '0 0.1 0.1 0.1 0.1\n1 0.5 0.5 0.9 0.9\n', 'classes.txt': 'cat\ndog\n' };
    const { running, reading } = runningOver(KEYS.slice(0, 20), { ...labels, '01.jpg': 'no image' });
    reading.close();
    running.start(RECIPE);
    await eventually(() => {
      expect(running.state.inWork).toBeGreaterThan(1);
    });
    running.pause();
    reading.open();
    await eventually(() => {
      expect(running.state).toMatchObject({ state: 'running', failed: 1, failures: [{ key: '01.jpg' }] });
    });
    running.goOn();
    await running.idle();
    expect(running.state).toMatchObject({
      ...{ state: 'failed', failed: 1, failures: [{ key: '01.jpg' }] },
      losses: [
        {
          ...{ name: 'cat', objects: 1, clipped: 0, dropped: 1 },
          losses: [{ step: 'CenterCrop', clipped: 0, dropped: 1 }],
        },
        { name: 'dog', clipped: 1, dropped: 0 },
      ],
    });
  });
});
