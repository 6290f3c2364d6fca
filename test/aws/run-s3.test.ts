import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { execFile } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DirectoryStore } from '../../src/stores/directory/directory.js';
import { S3Store } from '../../src/stores/s3/s3.js';
import type { Store } from '../../src/stores/store.js';
import { sha256 } from '../../src/stores/sha256.js';
import { augment, augmentRun } from '../support/command.js';
import { makeDataset, IMAGES, RECIPE } from '../support/dataset.js';
import { temporaryFolder, withoutIndex, writeFiles } from '../support/folders.js';
import { clientOf, describeServers, environmentOf, makeBucket } from './support/endpoints.js';
import { startProxy } from './support/proxy.js';
import type { Proxy } from './support/proxy.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** A user's program: told input and output, it says how many images needed nothing, and what lies in the output. */
const PROGRAM = `
import { openStores, parseRecipe, run } from '${new URL('../../dist/index.js', import.meta.url).href}';
const [input, output] = process.argv.slice(1);
const recipe = parseRecipe(${JSON.stringify(RECIPE)}, 'recipe');
const { unchanged } = await run({ input, output, recipe, workers: 1, delete: false });
const keys = [];
for await (const { key } of (await openStores(input, output)).output.list()) keys.push(key);
console.log(JSON.stringify({ unchanged, keys }));
`;

/** SHA-256 of all objects, by key; but for what is remembered of versions, which only buckets have. */
async function contents(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.list())
    if (!key.startsWith('content-hashes/')) found[key] = sha256((await store.read(key))!.bytes);
  return found;
}

async function upload(from: Store, to: Store): Promise<void> {
  for await (const { key } of from.list()) await to.create(key, (await from.read(key))!.bytes);
}

describeServers('augment run with buckets', (server) => {
  let client: S3Client;
  let bucket: string;
  let proxy: Proxy;
  let folder: string;
  /** What a run from folder to folder makes of the same images. */
  let made: { output: Record<string, string>; state: Record<string, string> };

  const inBucket = (prefix: string) => new S3Store(client, { bucket, prefix: `${prefix}/` });
  const address = (prefix: string) => `s3://${bucket}/${prefix}`;
  const both = async (open: (name: string) => Store, name: string) => ({
    output: await contents(open(name)),
    state: withoutIndex(await contents(open(`${name}.augment`))),
  });
  const run = (...args: readonly string[]) => augmentRun(...args, '--workers', '2');
  const writes = () => proxy.passed.splice(0).filter((request) => /^(PUT|DELETE|POST) /.test(request));

  beforeAll(async () => {
    client = await clientOf(server);
    bucket = await makeBucket(client);
    proxy = await startProxy(server.endpoint, () => undefined);
    for (const [name, value] of Object.entries(environmentOf(server, proxy.endpoint)))
      vi.stubEnv(name, value);
    folder = await temporaryFolder();
    const images = path.join(folder, 'images');
    await makeDataset(images);
    await writeFiles(images, { 'recipe.yaml': RECIPE });
    await upload(new DirectoryStore(images), inBucket('images'));
    expect((await run(images, path.join(folder, 'made'))).code).toBe(0);
    made = await both((name) => new DirectoryStore(path.join(folder, name)), 'made');
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    await proxy.close();
  });

  it('makes the same of a bucket as of a folder, Records and all, by the recipe in it', async () => {
    const { code, stderr, summary } = await run(address('images'), address('made'));
    expect(stderr).toContain(`recipe: ${address('images')}/recipe.yaml`);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ images: IMAGES.length + 2, decoded: IMAGES.length, failures: [] });
    expect(await both(inBucket, 'made')).toEqual(made);
    for (const key of Object.keys(made.output))
      expect((await inBucket('made').stat(key))?.signature).toBe(made.output[key]);
  });

  it('writes nothing the second time', async () => {
    writes();
    const { code, summary } = await run(address('images'), address('made'));
    expect({ code, unchanged: summary.unchanged }).toEqual({ code: 0, unchanged: IMAGES.length + 2 });
    expect(writes()).toEqual([]);
  });

  it('reads an image again only where another was uploaded in its place', async () => {
    const image = 'images/train/shop/till.png';
    // Each listing looks at shelf.png: beside shelf.jpg, it could be its mask.
    const isRead = /^GET .*\/images-read\/.*(?<!shelf)\.(jpe?g|png)$/i;
    const [images, output] = [inBucket('images-read'), address('made-read')];
    await upload(inBucket('images'), images);
    const again = async (...args: readonly string[]) => {
      proxy.passed.splice(0);
      const { code, summary } = await run(address('images-read'), output, ...args);
      const read = proxy.passed.filter((request) => isRead.test(request));
      return { code, unchanged: summary.unchanged, read: read.map((request) => request.split('/').at(-1)) };
    };
    const all = IMAGES.length + 2;
    const looked = 2;
    expect(await again()).toMatchObject({ unchanged: 0, read: { length: all - looked } });
    const { bytes, version } = (await images.read(image))!;
    await images.replace(image, bytes, version);
    expect(await again('--dry-run')).toMatchObject({ code: 0, unchanged: all });
    const other = (await inBucket('images').read('images/train/grey.png'))!.bytes;
    await images.replace(image, other, (await images.read(image))!.version);
    expect(await again('--dry-run')).toEqual({ code: 0, unchanged: all - 1, read: ['till.png'] });
    expect(await again()).toEqual({ code: 0, unchanged: all - 1, read: ['till.png'] });
    expect(await again()).toEqual({ code: 0, unchanged: all, read: [] });
    const verified = await augment('verify', address('images-read'), output, '--json');
    expect({ code: verified.code, stdout: JSON.parse(verified.stdout) as unknown }).toMatchObject({
      code: 0,
      stdout: { findings: [], failures: [] },
    });
    expect((await augment('status', output)).code).toBe(0);
    expect(await again('--delete')).toEqual({ code: 0, unchanged: all, read: [] });
  });

  it('is verified, explained, assembled and previewed', async () => {
    const verified = await augment('verify', address('images'), address('made'), '--json');
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ findings: [], failures: [] });
    const output = `${address('made')}/images/train/shop/shelf_jpg.v2.jpg`;
    const explained = await augment('explain', output);
    expect(explained.stdout).toContain('variant 2 of images/train/shop/shelf.jpg');
    expect((await augment('explain', `${output}.none`)).code).toBe(2);
    expect((await augment('assemble', address('made'))).stderr).toContain('0 files written');
    const sheet = path.join(folder, 'sheet.png');
    const image = `${address('images')}/images/train/street.jpg`;
    expect((await augment('preview', image, '--input', address('images'), '--out', sheet)).code).toBe(0);
  });

  it('previews a prefix, and finds the data set around an image', async () => {
    const sheet = path.join(folder, 'sheet-of-bucket.png');
    const same = path.join(folder, 'sheet-of-folder.png');
    const image = 'images/train/street.jpg';
    const cases = [
      [address('images'), path.join(folder, 'images')],
      [address(`images/${image}`), path.join(folder, 'images', image)],
      [address('images/images/train'), path.join(folder, 'images/images/train')],
    ] as const;
    for (const [inTheBucket, inTheFolder] of cases) {
      const { code, stderr } = await augment('preview', inTheBucket, '--out', sheet);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stderr).toContain(`input: ${address('images')}, recipe: ${address('images')}/recipe.yaml`);
      await augment('preview', inTheFolder, '--out', same);
      expect(sha256(await readFile(sheet))).toBe(sha256(await readFile(same)));
    }
  });

  it('keeps the state of a folder in a bucket', async () => {
    const [images, output] = [path.join(folder, 'images'), path.join(folder, 'apart')];
    const state = ['--state', address('apart-state')];
    const first = await run(images, output, ...state);
    expect({ code: first.code, images: first.summary.images }).toEqual({
      code: 0,
      images: IMAGES.length + 2,
    });
    expect(await contents(new DirectoryStore(output))).toEqual(made.output);
    expect(withoutIndex(await contents(inBucket('apart-state')))).toEqual(made.state);
    expect(await stat(`${output}.augment`).catch(() => undefined)).toBeUndefined();
    expect((await run(images, output, ...state)).summary).toMatchObject({ variants: 0, written: 0 });
    const verified = await augment('verify', images, output, ...state, '--json');
    expect(JSON.parse(verified.stdout)).toMatchObject({ findings: [], failures: [] });
  });

  it('serves programs that use the library alike', async () => {
    const args = ['--input-type=module', '--eval', PROGRAM, address('images'), address('made')];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(JSON.parse(stdout)).toEqual({
      unchanged: IMAGES.length + 2,
      keys: Object.keys(made.output).sort(),
    });
  });

  it('takes a recipe from a bucket, and says where in it a mistake is', async () => {
    const recipes = inBucket('recipes');
    await recipes.create('good.yaml', Buffer.from(RECIPE));
    await recipes.create('bad.yaml', Buffer.from('variants: 2\ntransforms:\n  - HorizontlFlip'));
    const [good, bad] = [`${address('recipes')}/good.yaml`, `${address('recipes')}/bad.yaml`];
    const { code, stderr, summary } = await run(
      path.join(folder, 'images'),
      address('made'),
      ...['--recipe', good, '--dry-run'],
    );
    expect({ code, unchanged: summary.unchanged }).toEqual({ code: 0, unchanged: IMAGES.length + 2 });
    expect(stderr).toContain(`recipe: ${good}`);
    const [images, image] = [path.join(folder, 'images'), 'images/train/street.jpg'];
    for (const command of [
      ['run', images, path.join(folder, 'unmade'), '--recipe', bad],
      ['preview', path.join(images, image), '--recipe', bad],
      ['recipe', 'check', bad],
    ]) {
      const refused = await augment(...command);
      expect({ code: refused.code, stderr: refused.stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(`augment: ${bad}:3:5: `) as string,
      });
    }
    expect((await augment('recipe', 'check', good)).stdout).toContain(`${good}: valid; `);
    const missing = await augment('recipe', 'check', `${good}.none`);
    expect(missing).toMatchObject({
      code: 2,
      stderr: `augment: cannot read ${good}.none: there is no such object\n`,
    });
  });

  it('goes from a folder to a bucket, and from a bucket to a folder', async () => {
    expect((await run(path.join(folder, 'images'), address('from-folder'))).code).toBe(0);
    expect(await both(inBucket, 'from-folder')).toEqual(made);
    expect((await run(address('images'), path.join(folder, 'from-bucket'))).code).toBe(0);
    const open = (name: string) => new DirectoryStore(path.join(folder, name));
    expect(await both(open, 'from-bucket')).toEqual(made);
  });

  it('makes anew what is missing, and leaves alone what others put there', async () => {
    const [missing, foreign] = Object.keys(made.output).filter((key) => key.endsWith('.v1.jpg'));
    const place = (key: string) => ({ Bucket: bucket, Key: `made/${key}` });
    await client.send(new DeleteObjectCommand(place(missing!)));
    await client.send(new PutObjectCommand({ ...place(foreign!), Body: 'of others' }));
    const { code, summary } = await run(address('images'), address('made'));
    expect(code).toBe(1);
    expect(summary.failures).toHaveLength(1);
    expect(summary.failures[0]!.reason).toContain(`${address('made')}/${foreign!} was changed since`);
    expect(Buffer.from((await inBucket('made').read(foreign!))!.bytes).toString()).toBe('of others');
    await client.send(new DeleteObjectCommand(place(foreign!)));
    expect((await run(address('images'), address('made'))).code).toBe(0);
    expect((await both(inBucket, 'made')).output).toEqual(made.output);
  });

  it('removes with --delete what an image that is gone left behind', async () => {
    const gone = 'images/train/shop/till.png';
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `images/${gone}` }));
    const kept = await run(address('images'), address('made'));
    expect(kept.summary.staleOutputs).toHaveLength(8);
    const { code, summary } = await run(address('images'), address('made'), '--delete');
    expect({ code, removed: summary.removed.length }).toEqual({ code: 0, removed: 8 });
    await rm(path.join(folder, 'images', gone));
    await run(path.join(folder, 'images'), path.join(folder, 'made'), '--delete');
    const open = (name: string) => new DirectoryStore(path.join(folder, name));
    expect(await both(inBucket, 'made')).toEqual(await both(open, 'made'));
  });

  it('augments images whose names a Mac gave', async () => {
    const image = await inBucket('images').read('images/train/street.jpg');
    const Key = 'mac/Cafe\u0301/a\u030a.jpg';
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: image!.bytes }));
    const { code } = await run(address('mac'), address('mac-made'));
    expect(code).toBe(0);
    expect(Object.keys(await contents(inBucket('mac-made')))).toEqual(['Caf\u00e9/\u00e5_jpg.v1.jpg']);
  });

  it('says what cannot be', async () => {
    const refused = async (...args: readonly string[]) => {
      const { code, stderr } = await augment(...args);
      return { code, stderr };
    };
    expect(await refused('run', address('none'), address('none-made'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no images found') as string,
    });
    expect(await refused('run', address('images'), address('images/made'))).toMatchObject({ code: 2 });
    expect(await refused('run', 'raw-images', `s3://${bucket}`)).toMatchObject({ code: 2 });
    expect(await refused('watch', address('images'), 'out')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('bash-scripts/deploy.sh') as string,
    });
    expect(await refused('verify', address('images'), address('nothing-made'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nothing was made here yet') as string,
    });
  });

  it('names a bucket that is not there, as a mistake in the command', async () => {
    const none = `s3://${bucket}-none`;
    const unmade = path.join(folder, 'unmade');
    const recipe = path.join(folder, 'recipe.yaml');
    await writeFile(recipe, RECIPE);
    const commands = [
      ['run', `${none}/a`, unmade],
      ['run', `${none}/a`, unmade, '--recipe', recipe],
      ['run', path.join(folder, 'images'), `${none}/made`],
      ['run', path.join(folder, 'images'), `${none}/made`, '--dry-run'],
      ['watch', path.join(folder, 'images'), `${none}/made`],
      ['preview', `${none}/a/b.jpg`, '--recipe', recipe],
      ['explain', `${none}/made/b_jpg.v1.jpg`],
      ['verify', `${none}/a`, address('made')],
      ['verify', address('images'), `${none}/made`],
      ['assemble', `${none}/made`],
      ['status', `${none}/made`],
      ['status', address('made'), '--input', `${none}/a`],
    ];
    for (const command of commands) {
      const { code, stderr } = await augment(...command);
      expect({ command, code, stderr: stderr.split('\n').at(-2) }).toEqual({
        command,
        code: 2,
        stderr: expect.stringMatching(
          new RegExp(
            `^augment: cannot \\w+ ${none}/.*: there is no such bucket; make it, or correct its name$`,
          ),
        ) as string,
      });
    }
    expect(await stat(unmade).catch(() => undefined)).toBeUndefined();
  });
});
