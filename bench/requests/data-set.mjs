// A data set for YOLO with any number of images, all of them done, whose files are made when they are read.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TextEncoder } from 'node:util';
import sharp from 'sharp';
import { parseRecipe, run } from '../../dist/index.js';

export const RECIPE = parseRecipe('transforms: [HorizontalFlip: {p: 1}]\n', 'recipe.yaml');
const FIRST = '00000000';
const PER_PART = 1000;
const KEYS_PER_LISTING = 1000;
const PARTS = 'index/parts/';

export const imageKey = (id) => `images/train/${id}.jpg`;
const labelKey = (id) => `labels/train/${id}.txt`;
const recordKey = (id) => `records/${imageKey(id)}.json`;
const idOf = (i) => String(i).padStart(FIRST.length, '0');
const text = (content) => new TextEncoder().encode(content);
const versionOf = (bytes) => createHash('md5').update(bytes).digest('hex');
/** The version of an object whose content is made when it is read. */
const madeVersion = (key) => `made ${key}`;

/** The state that a run leaves for the first image. */
async function template() {
  const folder = await mkdtemp(path.join(tmpdir(), 'augment-requests-'));
  try {
    const image = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#555' } })
      .jpeg()
      .toBuffer();
    const files = {
      'data.yaml': 'train: images/train\nnames: [cat, dog]\n',
      [imageKey(FIRST)]: image,
      [labelKey(FIRST)]: '1 0.5 0.5 0.25 0.25\n',
    };
    for (const [key, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, 'in', key)), { recursive: true });
      await writeFile(path.join(folder, 'in', key), content);
    }
    await run({ input: path.join(folder, 'in'), output: path.join(folder, 'out'), recipe: RECIPE });
    const state = (name) => readFile(path.join(folder, 'out.augment', name));
    const kept = ['dataset.json', 'layout.json', 'dataset-files.json'];
    return {
      record: (await state(recordKey(FIRST))).toString(),
      dataYaml: await readFile(path.join(folder, 'out', 'data.yaml')),
      input: files,
      state: Object.fromEntries(await Promise.all(kept.map(async (name) => [name, await state(name)]))),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The Stores of a data set that was reconciled, and which count requests as S3 does.
 * @param size how many images it has
 * @param changed the images that will be changed: only those parts of the index can be read that they need. Absent: all
 */
export async function makeDataset(size, changed, measured) {
  const made = await template();
  const recordOf = (id) => text(made.record.replaceAll(FIRST, id));
  const listed = (prefix, of, { length: size }) => ({ prefix, of, size });
  const counts = { GET: 0, HEAD: 0, LIST: 0, PUT: 0, DELETE: 0 };
  const store = (location, ranges, contents, make = () => undefined) =>
    countingStore({ location, ranges, contents, make, size, counts });
  const input = store(
    's3://bucket/raw-images',
    [
      listed('images/train/', imageKey, made.input[imageKey(FIRST)]),
      listed('labels/train/', labelKey, made.input[labelKey(FIRST)]),
    ],
    { 'data.yaml': text(made.input['data.yaml']) },
    (key) => {
      if (key.startsWith('labels/')) return text(made.input[labelKey(FIRST)]);
      return key.startsWith('images/') ? made.input[imageKey(FIRST)] : undefined;
    },
  );
  const output = store('s3://bucket/augmented-images', [], { 'data.yaml': made.dataYaml });
  const partOf = new Map();
  let entry;
  const entriesOf = (number) =>
    Array.from({ length: Math.min(PER_PART, size - number * PER_PART) }, (_, i) => {
      const id = idOf(number * PER_PART + i);
      // Nobody reads the Record, so that nobody misses its hash.
      const record = JSON.parse(entry.replaceAll(FIRST, id));
      return { record, sha256: id.padStart(64, '0'), stamp: madeVersion(recordKey(id)) };
    });
  const state = store(
    's3://bucket/augmented-images.augment',
    [listed('records/images/train/', recordKey, made.record)],
    made.state,
    (key) => {
      if (key.startsWith('records/'))
        return recordOf(key.slice(-FIRST.length - '.jpg.json'.length, -'.jpg.json'.length));
      if (!partOf.has(key)) return undefined;
      let bytes;
      // The part is made again as it was written.
      void measured.writeIndexPart(
        { create: (_file, made) => ((bytes = made), Promise.resolve(true)) },
        1,
        entriesOf(partOf.get(key)),
      );
      return bytes;
    },
  );
  entry = JSON.stringify((await measured.summariseRecord(state, imageKey(FIRST))).content);
  const parts = [];
  const touched = changed && new Set(changed.map((i) => Math.floor(i / PER_PART)));
  for (let number = 0; number * PER_PART < size; number++) {
    const isRead = !touched || touched.has(number);
    const part = isRead
      ? await measured.writeIndexPart({ create: () => Promise.resolve(true) }, 1, entriesOf(number))
      : { file: `${PARTS}1-${idOf(number)}.json`, first: imageKey(idOf(number * PER_PART)) };
    if (isRead) partOf.set(part.file, number);
    parts.push(part);
  }
  const totals = { images: size, classes: [{ name: 'dog', objects: size, images: size }], digest: '0' };
  const reconciled = { began: 0, ended: 0, since: 1 };
  await measured.exchangeIndexRoot(
    state,
    { ...measured.NO_INDEX, generation: 1, parts, totals, reconciled },
    undefined,
  );
  const change = (i) => {
    const key = imageKey(idOf(i));
    state.contents.set(
      recordKey(idOf(i)),
      text(made.record.replaceAll(FIRST, idOf(i)).replace('"variants":', '"met":["x"],"variants":')),
    );
    return key;
  };
  return { stores: { input, output, state }, counts, change };
}

function countingStore({ location, ranges, contents: given, make, size, counts }) {
  const contents = new Map(Object.entries(given));
  const removed = new Set();
  const versionAt = (key, bytes) => (contents.has(key) ? versionOf(bytes) : madeVersion(key));
  const isListed = (key) => ranges.some(({ prefix }) => key.startsWith(prefix));
  const find = (key) => {
    if (removed.has(key)) return undefined;
    return contents.get(key) ?? make(key);
  };
  const write = (key, bytes) => {
    contents.set(key, bytes);
    removed.delete(key);
    return true;
  };
  return {
    contents,
    location,
    signs: true,
    tasksPerThread: 1,
    leftOut: [],
    followed: [],
    async *list(prefix = '', { from = '', until = '\uffff' } = {}) {
      counts.LIST += 1;
      const isWithin = (key) => key.startsWith(prefix) && key >= from && key < until;
      let number = 0;
      const page = (one) => {
        if (number > 0 && number % KEYS_PER_LISTING === 0) counts.LIST += 1;
        number += 1;
        return one;
      };
      const own = [...contents.keys()].filter((key) => isWithin(key) && !isListed(key)).sort();
      for (const key of own)
        yield page({ key, size: contents.get(key).length, version: versionOf(contents.get(key)) });
      for (const range of ranges) {
        if (!range.prefix.startsWith(prefix)) continue;
        for (let i = firstOf(range, from, size); i < size; i++) {
          const key = range.of(idOf(i));
          if (key >= until) {
            // That nothing follows is seen on the next page only.
            if (number > 0 && number % KEYS_PER_LISTING === 0) counts.LIST += 1;
            break;
          }
          const written = contents.get(key);
          yield page({ key, size: range.size, version: written ? versionOf(written) : madeVersion(key) });
        }
      }
    },
    read(key) {
      counts.GET += 1;
      const bytes = find(key);
      return Promise.resolve(bytes && { bytes, version: versionAt(key, bytes), signature: sha256(bytes) });
    },
    async readStart(key, length) {
      return (await this.read(key))?.bytes.subarray(0, length);
    },
    hash(key) {
      counts.GET += 1;
      const bytes = find(key);
      return Promise.resolve(
        bytes && {
          size: bytes.length,
          version: versionOf(bytes),
          signature: sha256(bytes),
          sha256: sha256(bytes),
        },
      );
    },
    stat(key) {
      counts.HEAD += 1;
      const bytes = find(key);
      return Promise.resolve(
        bytes && { size: bytes.length, version: versionOf(bytes), signature: sha256(bytes) },
      );
    },
    create(key, bytes) {
      counts.PUT += 1;
      return Promise.resolve(find(key) === undefined && write(key, bytes));
    },
    replace(key, bytes, version) {
      counts.PUT += 1;
      const present = find(key);
      return Promise.resolve(
        present !== undefined && versionAt(key, present) === version && write(key, bytes),
      );
    },
    remove(key) {
      counts.DELETE += 1;
      contents.delete(key);
      removed.add(key);
      return Promise.resolve(true);
    },
    tidy: () => Promise.resolve(),
  };
}

/** The number of the first key that is not before this one. */
function firstOf({ of }, from, size) {
  let [low, high] = [0, size];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(idOf(middle)) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
