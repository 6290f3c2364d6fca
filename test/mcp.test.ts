import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../src/jobs/run.js';
import { augmentRun } from './support/command.js';
import { snapshot, temporaryFolder } from './support/folders.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const COMMAND = path.join(ROOT, 'dist/cli/main.js');
const PHOTOS = ['surfer', 'race horse', 'soccer'];
const RECIPE = `seed: 7
variants: 2
transforms:
  - HorizontalFlip: { p: 0.5 }
  - Affine: { rotate: [-10, 10], p: 1 }
output: { originals: true }
`;

interface Result {
  readonly content: readonly { readonly type: string; readonly text?: string; readonly data?: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

let folder: string;
let sets: string;
let client: Client;
const opened: Client[] = [];

/** A client as programs with agents have it, connected to a server of its own. */
async function connect(...args: readonly string[]): Promise<Client> {
  const connected = new Client({ name: 'test', version: '1' });
  await connected.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [COMMAND, 'mcp', ...args],
      cwd: folder,
      stderr: 'ignore',
    }),
  );
  opened.push(connected);
  return connected;
}

async function call(name: string, given: Record<string, unknown> = {}): Promise<Result & { text: string }> {
  const result = (await client.callTool({ name, arguments: given })) as Result;
  return { ...result, text: result.content.map(({ text }) => text ?? '').join('\n') };
}

beforeAll(async () => {
  folder = await temporaryFolder();
  sets = path.join(folder, 'sets');
  const photos = path.join(sets, 'photos');
  await mkdir(photos, { recursive: true });
  for (const file of await readdir(path.join(ROOT, 'raw-images'))) {
    const { name } = path.parse(file);
    if (PHOTOS.includes(name) || file.endsWith('.yaml'))
      await cp(path.join(ROOT, 'raw-images', file), path.join(photos, file));
  }
  const outside = path.join(folder, 'outside');
  await mkdir(outside);
  await cp(path.join(ROOT, 'raw-images/surfer.jpg'), path.join(outside, 'secret.jpg'));
  await writeFile(path.join(outside, 'recipe.yaml'), RECIPE);
  await symlink(outside, path.join(sets, 'link'));
  await symlink(path.join(outside, 'recipe.yaml'), path.join(sets, 'linked.yaml'));
  client = await connect(sets);
});

afterAll(() => Promise.all(opened.map((each) => each.close())));

describe('augment mcp', () => {
  it('describes its tools and all their parameters', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      ...['inspect', 'suggest_recipe', 'recipes', 'transforms', 'check_recipe', 'pool', 'preview'],
      ...['run', 'status', 'explain', 'verify'],
    ]);
    for (const { name, description, inputSchema, annotations } of tools) {
      expect(description!.length, name).toBeGreaterThan(60);
      expect(annotations?.readOnlyHint, name).toBe(!['pool', 'run'].includes(name));
      for (const [key, schema] of Object.entries(inputSchema.properties ?? {}))
        expect((schema as { description?: string }).description, `${name} ${key}`).toBeTruthy();
    }
    expect(client.getInstructions()).toContain(sets);
  });

  it('leaves out what writes, if told so', async () => {
    const { tools } = await (await connect(sets, '--read-only')).listTools();
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
    expect(tools.length).toBe(9);
  });

  it('does a whole job as the commands do it', async () => {
    const inspected = await call('inspect', { input: 'photos' });
    expect(inspected.structuredContent).toMatchObject({ images: { count: 3 } });
    const suggested = await call('suggest_recipe', { input: 'photos' });
    expect(suggested.text).toContain('transforms:');
    const { recipe } = suggested.structuredContent as { recipe: string };
    expect((await call('check_recipe', { recipe_text: recipe })).text).toContain('valid');

    const previewed = await call('preview', { input: 'photos', recipe_text: RECIPE, variants: 2 });
    const picture = previewed.content.find(({ type }) => type === 'image');
    const { format, width, height } = await sharp(Buffer.from(picture!.data!, 'base64')).metadata();
    expect(format).toBe('jpeg');
    expect(Math.max(width, height)).toBeLessThanOrEqual(1568);
    expect(Math.min(width, height)).toBeGreaterThan(500);

    const ran = await call('run', { input: 'photos', output: 'out', recipe_text: RECIPE });
    expect(ran.text).toContain('6 variants and 3 originals made');
    await writeFile(path.join(folder, 'recipe.yaml'), RECIPE);
    const { summary } = await augmentRun(
      ...[path.join(sets, 'photos'), path.join(folder, 'by-command')],
      ...['--recipe', path.join(folder, 'recipe.yaml')],
    );
    expect(await snapshot(path.join(sets, 'out'))).toEqual(await snapshot(path.join(folder, 'by-command')));
    const { seconds: _, output: __, ...rest } = summary;
    expect(ran.structuredContent).toMatchObject(rest);

    expect((await call('status', { output: 'out', input: 'photos' })).text).toContain(
      '3 images done, 0 missing',
    );
    const explained = await call('explain', { file: 'out/surfer_jpg.v1.jpg' });
    expect(explained.text).toContain('variant 1 of surfer.jpg');
    expect(explained.structuredContent).toMatchObject({ variant: 1 });
    const verified = await call('verify', { input: 'photos', output: 'out' });
    expect(verified.text).toContain('the output is as it was made');
  });

  it.each([
    ['inspect', { input: '..' }],
    ['inspect', { input: '../outside' }],
    ['inspect', { input: 'photos/../../outside' }],
    ['inspect', { input: '/' }],
    ['inspect', { input: 'link' }],
    ['inspect', { input: 's3://bucket/images' }],
    ['preview', { input: 'photos', images: ['../../outside/secret.jpg'] }],
    ['preview', { input: 'link' }],
    ['check_recipe', { recipe: '../outside/recipe.yaml' }],
    ['check_recipe', { recipe: 'linked.yaml' }],
    ['run', { input: 'photos', output: '../stolen' }],
    ['run', { input: 'photos', output: 'link/stolen' }],
    ['run', { input: '../outside', output: 'out2' }],
    ['status', { output: '../outside' }],
    ['status', { output: 'out', input: '../outside' }],
    ['explain', { file: '../outside/secret.jpg' }],
    ['verify', { input: '../outside', output: 'out' }],
    ['pool', { input: '../outside', into: 'photos' }],
    ['pool', { input: 'photos', into: '../outside' }],
  ])('%s does not reach %j', async (name, given) => {
    const { isError, text } = await call(name, given);
    expect(isError).toBe(true);
    expect(text).toContain(`is out of reach; only what lies below ${sets} can be used`);
    expect((await readdir(folder)).sort()).not.toContain('stolen');
    expect((await readdir(path.join(folder, 'outside'))).sort()).toEqual(['recipe.yaml', 'secret.jpg']);
  });

  it('writes down what a recipe mixes in, and never outside', async () => {
    const mixing = 'transforms: [Mosaic: { p: 1 }]\nmix: { pool: pool.json }\n';
    const given = { input: 'photos', recipe_text: mixing };
    expect((await call('preview', given)).text).toContain('augment pool');
    expect((await call('pool', given)).text).toContain('photos/pool.json; 3 images');
    expect((await call('preview', { ...given, count: 1 })).isError).toBeUndefined();
    await symlink(path.join(folder, 'outside/made'), path.join(sets, 'photos/other.json'));
    const elsewhere = await call('pool', {
      ...given,
      recipe_text: mixing.replace('pool.json', 'other.json'),
    });
    expect(elsewhere.text).toContain('out of reach');
    expect(await readdir(path.join(folder, 'outside'))).not.toContain('made');
    await rm(path.join(sets, 'photos/other.json'));
    const some = await call('pool', { ...given, classes: ['sports ball'] });
    expect(some.text).toContain('photos/pool.json; 1 image');
    expect((await call('pool', { ...given, classes: ['sport ball'] })).text).toContain('sports ball');
    await cp(path.join(sets, 'photos'), path.join(sets, 'backgrounds'), { recursive: true });
    const into = await call('pool', { ...given, input: 'backgrounds', into: 'photos' });
    expect(into.text).toContain('photos/pool.json; 3 images');
    expect((await call('preview', { ...given, count: 1 })).isError).toBeUndefined();
    await rm(path.join(sets, 'backgrounds'), { recursive: true });
    await rm(path.join(sets, 'photos/pool.json'));
  });

  it('follows no link out of a data set to elsewhere', async () => {
    const linked = path.join(sets, 'linked');
    await cp(path.join(sets, 'photos'), linked, { recursive: true });
    await symlink(path.join(folder, 'outside/secret.jpg'), path.join(linked, 'secret.jpg'));
    // What lies below the folders that were given can be reached.
    await symlink(path.join(sets, 'photos/soccer.jpg'), path.join(linked, 'inside.jpg'));
    const { structuredContent, text } = await call('run', { input: 'linked', output: 'linked-out' });
    expect((structuredContent as unknown as Summary).failures.map(({ key }) => key)).toEqual(['secret.jpg']);
    expect(text).toContain('it is a symbolic link out of the folder, which is not followed here');
    const made = await readdir(path.join(sets, 'linked-out'));
    expect(made).toContain('inside_jpg.v1.jpg');
    expect(made.filter((name) => name.startsWith('secret'))).toEqual([]);
  });

  it('says what is wrong, in the words of the commands', async () => {
    const mistaken = await call('preview', { input: 'photos', recipe_text: 'transforms: [HorizontlFlip]' });
    expect(mistaken.isError).toBe(true);
    expect(mistaken.text).toContain('did you mean "HorizontalFlip"?');
    const missing = await call('inspect', { input: 'nothing' });
    expect(missing.text).toBe('there is no folder nothing; name the one with the images');
    const unknown = await call('inspect', { inputs: 'photos' });
    expect(unknown.isError).toBe(true);
    expect(unknown.text).toContain('inputs');
    expect((await call('inspect', { input: 'a\0b' })).text).toContain('NUL');
    const both = { input: 'photos', recipe: 'detection', recipe_text: RECIPE };
    for (const tool of ['check_recipe', 'preview', 'inspect', 'pool'])
      expect((await call(tool, both)).text).toContain('give recipe or recipe_text, not both');
    const inside = await call('run', { input: 'photos', output: 'photos/out' });
    expect(inside.text).toContain('lies in the input');
    const whole = await call('run', { input: 'photos', output: sets });
    expect(whole.text).toContain('out of reach; name a folder below it');
  });

  it('tells how far a run is, can be cancelled, and goes on', async () => {
    const many = path.join(sets, 'many');
    await mkdir(many);
    for (let i = 0; i < 40; i++)
      await cp(path.join(sets, 'photos/surfer.jpg'), path.join(many, `${String(i).padStart(2, '0')}.jpg`));
    const run = {
      name: 'run',
      arguments: { input: 'many', output: 'many-out', variants: 4, recipe_text: RECIPE },
    };
    const interrupt = new AbortController();
    const cancelled = client.callTool(run, undefined, {
      signal: interrupt.signal,
      onprogress: () => {
        interrupt.abort();
      },
    });
    await expect(cancelled).rejects.toThrow(/abort/i);
    const seen: number[] = [];
    const result = await client.callTool(run, undefined, {
      onprogress: ({ progress, total }) => {
        expect(total).toBe(40);
        seen.push(progress);
      },
    });
    const { variants, unchanged, done } = (result as Result).structuredContent as unknown as Summary;
    expect(done).toBe(40);
    expect(variants).toBe((40 - unchanged) * 4);
    expect(variants).toBeGreaterThan(0);
    expect(seen.at(-1)).toBe(40);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('writes nothing but the protocol to standard output, and ends with its client', async () => {
    const server = spawn(process.execPath, [COMMAND, 'mcp', sets], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    server.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    server.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const clientInfo = { name: 'test', version: '1' };
    const requests = [
      ['initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }],
      ['tools/call', { name: 'inspect', arguments: { input: 'photos' } }],
      ['tools/call', { name: 'run', arguments: { input: 'photos', output: 'plain' } }],
    ];
    server.stdin.write('{"jsonrpc":"2.0","id":7,\n');
    requests.forEach(([method, params], id) => {
      server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    });
    await expect.poll(() => stdout.trim().split('\n').length, { timeout: 60_000 }).toBe(4);
    server.stdin.end();
    const [code] = (await once(server, 'close')) as [number | null];
    expect(code).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { jsonrpc: string; id: number | null });
    expect(answers.map(({ jsonrpc, id }) => [jsonrpc, id])).toEqual([null, 0, 1, 2].map((id) => ['2.0', id]));
    expect(answers[0]).toMatchObject({ error: { code: -32700 } });
    expect(stderr).toContain('waiting for a client');
  });
});
