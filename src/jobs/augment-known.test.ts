import { describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { ConcurrentUpdateError } from '../core/errors.js';
import { recipeDigest } from '../core/recipe/digest.js';
import { parseRecipe } from '../core/recipe/index.js';
import { discover } from '../dataset/discover.js';
import { readRecord } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import type { Source } from '../dataset/source.js';
import { memoryStore } from '../stores/testing/memory.js';
import { recallContentHashes, rememberContentHashes } from '../state/content-hashes.js';
import { augmentKnown } from './augment-known.js';
import { EngineQueue } from '../variants/engine-queue.js';

const KEY = 'a.jpg';
const OUTPUT = 'a_jpg.v1.jpg';
const FLIP = 'transforms: [HorizontalFlip: {p: 1}]\n';

const versionOf = ({ key, version }: Source) => new Map([[key, version!]]);

async function bucket() {
  const [older, newer] = await Promise.all([makeImage(KEY, 1, 64, 48), makeImage(KEY, 2, 64, 48)]);
  const asked: string[] = [];
  const note = (what: string, key: string) => {
    if (key === KEY) asked.push(what);
  };
  const stores = { input: memoryStore(note), output: memoryStore(), state: memoryStore() };
  stores.input.put(KEY, older);
  const list = async () => {
    const { sources } = await discover(stores.input, parseRecipe(FLIP, 'recipe.yaml'));
    const source = sources[0]!;
    const known = (await recallContentHashes(stores, versionOf(source))).get(KEY);
    return { ...source, ...(known !== undefined && { known }) };
  };
  const augment = (source: Source, { recipe: text = FLIP, trust = true } = {}) => {
    const recipe = parseRecipe(text, 'recipe.yaml');
    const shared = { stores, recipe, digest: recipeDigest(recipe), engineQueue: new EngineQueue() };
    return augmentKnown(source, { ...shared, schemaOf: () => ({ classes: [] }), dryRun: false }, trust);
  };
  const first = async () => {
    const source = await list();
    const { read } = await augment(source);
    expect(read).toEqual([{ key: KEY, version: source.version, sha256: sha256(older) }]);
    await rememberContentHashes(stores, versionOf(source), new Map([[KEY, read[0]!.sha256]]));
    asked.splice(0);
  };
  return { stores, asked, older, newer, list, augment, first };
}

describe('an image that an earlier run has read', () => {
  it('is not read again, and nothing is written', async () => {
    const { stores, asked, older, list, augment, first } = await bucket();
    await first();
    const writes = [...stores.state.writes];
    const source = await list();
    expect(source.known).toBe(sha256(older));
    const { outcome, read } = await augment(source);
    expect({ status: outcome.status, read, asked }).toEqual({ status: 'unchanged', read: [], asked: [] });
    await rememberContentHashes(stores, versionOf(source), new Map([[KEY, source.known!]]));
    expect([...stores.state.writes]).toEqual(writes);
  });

  it('is read if its version differs, and augmented again if its content differs', async () => {
    const { stores, asked, older, newer, list, augment, first } = await bucket();
    await first();
    stores.input.put(KEY, older);
    const again = await augment(await list());
    expect(again).toMatchObject({ outcome: { status: 'unchanged' }, read: [{ sha256: sha256(older) }] });
    expect(asked).toEqual(['read']);
    stores.input.put(KEY, newer);
    expect(await augment(await list())).toMatchObject({
      outcome: { status: 'made' },
      read: [{ sha256: sha256(newer) }],
    });
    expect((await readRecord(stores.state, KEY))?.record.image).toBe(sha256(newer));
  });

  it.each([
    ['an output is missing', FLIP],
    ['the recipe is another', 'transforms: [VerticalFlip: {p: 1}]\n'],
    ['more is asked for', `variants: 2\n${FLIP}`],
  ])('is read once where %s', async (_, recipe) => {
    const { stores, asked, list, augment, first } = await bucket();
    await first();
    const before = await stores.output.read(OUTPUT);
    if (recipe === FLIP) await stores.output.remove(OUTPUT, before!.version);
    const { outcome } = await augment(await list(), { recipe });
    expect({ status: outcome.status, asked }).toEqual({ status: 'made', asked: ['read'] });
    const isSame = sha256((await stores.output.read(OUTPUT))!.bytes) === sha256(before!.bytes);
    expect(isSame).toBe(!recipe.includes('Vertical'));
  });

  it('is never confused with its earlier content if it changes after the listing', async () => {
    const { stores, newer, list, augment, first } = await bucket();
    await first();
    const source = await list();
    stores.input.put(KEY, newer);
    await stores.output.remove(OUTPUT, (await stores.output.read(OUTPUT))!.version);
    await expect(augment(source)).rejects.toThrow(ConcurrentUpdateError);
    const { outcome, read } = await augment(source, { trust: false });
    expect(outcome.status).toBe('made');
    expect(read).toMatchObject([{ sha256: sha256(newer) }]);
    expect(read[0]!.version).not.toBe(source.version);
    expect((await readRecord(stores.state, KEY))?.record.image).toBe(sha256(newer));
  });
});
